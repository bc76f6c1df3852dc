/* Time as the person sees it: in their zone, by the workspace's clock, which in the demo can be moved. */

const bar = document.getElementById('clock');
const shown = document.getElementById('clock-time');
const huddle = document.getElementById('to-huddle');

let clock = null;
let readAt = 0;
let language = 'en';
let last = '';

/** Let the buttons move the clock; `move` is told how far. */
export function start(move) {
  for (const button of bar.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => go(move, { advance: button.dataset.advance }));
  }
  huddle.addEventListener('click', () => go(move, { to: clock.next_huddle }));
  document.getElementById('to-morning').addEventListener('click', () => go(move, { to: tomorrow('07:00') }));
  setInterval(tick, 1000);
}

/** Take over the clock of the server, for a reader of this language. */
export function set(state, locale) {
  clock = state;
  language = locale;
  readAt = performance.now();
  last = '';
  bar.hidden = !clock.movable;
  huddle.disabled = !clock.next_huddle;
  huddle.textContent = clock.next_huddle ? `Next huddle ${clockTime(clock.next_huddle)}` : 'Next huddle';
  huddle.title = clock.next_huddle ? fullTime(clock.next_huddle) : 'No huddle is scheduled; try /huddle';
  tick();
}

/** `09:00` */
export function clockTime(at) {
  return written(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `Tuesday, 24 November 2026 at 09:00 CST` */
export function fullTime(at) {
  return written(at, {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
    hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
  });
}

/** The day as a number that is the same for two moments of one day. */
export function dayKey(at) {
  return written(at, { year: 'numeric', month: 'numeric', day: 'numeric' });
}

/** `Today`, `Yesterday`, `Tuesday, 24 November` */
export function dayName(at) {
  const day = dayKey(at);
  if (day === dayKey(now())) return 'Today';
  if (day === dayKey(now() - 86_400_000)) return 'Yesterday';
  return written(at, { weekday: 'long', day: 'numeric', month: 'long' });
}

function now() {
  return Date.parse(clock.now) + performance.now() - readAt;
}

async function go(move, how) {
  const buttons = [...bar.querySelectorAll('button')];
  bar.setAttribute('aria-busy', 'true');
  buttons.forEach((button) => { button.disabled = true; });
  await move(how);
  bar.removeAttribute('aria-busy');
  buttons.forEach((button) => { button.disabled = button === huddle && !clock.next_huddle; });
}

/** A time of tomorrow in the person's zone, written without an offset, which the server takes as just that.
    (`clock.now` carries the zone's own date, but may have been read before midnight.) */
function tomorrow(time) {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: clock.zone, dateStyle: 'short' }).format(now());
  const [year, month, day] = parts.split('-').map(Number);
  return `${new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10)}T${time}`;
}

function tick() {
  if (!clock?.movable) return;
  const text = written(now(), {
    weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  });
  if (text === last) return;
  last = text;
  shown.textContent = text;
  shown.dateTime = new Date(now()).toISOString();
  shown.title = clock.zone;
}

function written(at, format) {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...format, timeZone: clock.zone,
  }).format(new Date(at));
}
