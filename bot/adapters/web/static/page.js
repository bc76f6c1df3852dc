/* The page: who one is, which channel is shown, and what the server says meanwhile. */

import * as clock from './clock.js';
import * as composer from './composer.js';
import { avatar, fill, make, messageElement } from './message.js';
import { Refusal, get, newId, post } from './wire.js';

const DM = '@stitch';
const TOGETHER = 5 * 60_000; // messages of one author within this time stand under one name

const list = document.getElementById('messages');
const timeline = document.getElementById('timeline');
const earlier = document.getElementById('earlier');

/** What every part of the page may know and do. */
const chat = {
  me: '', people: [], rooms: [], commands: [], channel: '',
  clockTime: clock.clockTime,
  fullTime: clock.fullTime,
  say: (text, thread) => asking('say', { channel: chat.channel, text, thread }),
  answer: (question, values) => asking('answer', { question, values }),
  reply: (message) => composer.replyTo(message),
  press, dismiss,
};
let stream = null;
let entering = 0;
let awaited = '';

async function begin() {
  const asked = new URLSearchParams(location.search).get('as') || localStorage.getItem('stitch.as');
  const state = await get('state');
  chat.people = state.people;
  chat.commands = state.commands;
  const me = state.people.find((person) => person.key === asked) || state.people[0];
  composer.start(chat);
  clock.start(moveClock);
  drawPeople();
  await become(me.key);
}

/** Be this person: their zone, their unread messages, their stream. */
async function become(key) {
  stream?.close();
  chat.me = key;
  localStorage.setItem('stitch.as', key);
  document.querySelector(`#people input[value="${CSS.escape(key)}"]`).checked = true;
  const state = await get('state', { as: key });
  if (chat.me !== key) return;
  chat.rooms = state.rooms;
  clock.set(state.clock, person().locale);
  const [hash, message] = place();
  await enter(chat.rooms.some((room) => room.key === hash) ? hash : chat.rooms[0].key, message);
  follow(state.seq);
}

/** Show a channel, from its last messages on. */
async function enter(key, message = '') {
  const turn = ++entering;
  composer.enter(chat.channel, key, key === DM ? 'Message Stitch, or type / for commands' : `Message #${nameOf(key)}`);
  chat.channel = key;
  const room = chat.rooms.find((one) => one.key === key);
  document.getElementById('channel-name').textContent = key === DM ? 'Stitch' : `# ${room.name}`;
  document.getElementById('channel-topic').textContent =
    key === DM ? 'Only you and Stitch read this' : room.topic;
  document.title = `${key === DM ? 'Stitch' : `#${room.name}`} · ${document.querySelector('.workspace-name').textContent}`;
  history.replaceState(null, '', `?as=${encodeURIComponent(chat.me)}#${encodeURI(key)}`);
  openSide(false);
  drawRooms();
  const page = await get('messages', { as: chat.me, channel: key });
  if (turn !== entering) return;
  list.replaceChildren();
  page.messages.forEach(put);
  earlier.hidden = !page.more;
  arrange();
  timeline.scrollTop = timeline.scrollHeight;
  if (message) document.getElementById(`m${message}`)?.scrollIntoView({ block: 'center' });
  markRead();
}

/** Follow what is said from now on. The browser connects again by itself and says what it saw last. */
function follow(seq) {
  stream?.close();
  stream = new EventSource(`/workspace/stream?${new URLSearchParams({ as: chat.me, after: seq })}`);
  stream.onopen = () => { document.getElementById('offline').hidden = true; };
  stream.onerror = () => { document.getElementById('offline').hidden = false; };
  stream.addEventListener('message', (event) => { if (event.data) said(JSON.parse(event.data)); });
  stream.addEventListener('changed', (event) => changed(JSON.parse(event.data)));
  stream.addEventListener('gone', (event) => {
    document.getElementById(`m${JSON.parse(event.data).id}`)?.remove();
    arrange();
  });
  stream.addEventListener('clock', (event) => {
    clock.set(JSON.parse(event.data), person().locale);
    arrange();
  });
}

function said(message) {
  const room = chat.rooms.find((one) => one.key === message.channel);
  if (message.channel !== chat.channel) {
    if (message.from !== chat.me && room) room.unread += 1;
    drawRooms();
    return;
  }
  const near = nearEnd();
  const known = document.getElementById(`m${message.id}`);
  if (known) return;
  const item = put(message);
  item.classList.add('new');
  arrange();
  if (message.thread && (near || message.from === chat.me || message.private)) {
    item.scrollIntoView({ block: 'nearest' });
  } else if (near || message.from === chat.me) {
    timeline.scrollTop = timeline.scrollHeight;
  }
  if (message.from !== chat.me) announce(message);
  attend();
  markRead();
}

function changed(message) {
  const item = document.getElementById(`m${message.id}`);
  if (!item) {
    if (message.channel === chat.channel) said(message);
    return;
  }
  const near = nearEnd();
  fill(item, message, chat);
  arrange();
  if (near && item === list.lastElementChild) timeline.scrollTop = timeline.scrollHeight;
  else if (item.contains(document.activeElement)) item.scrollIntoView({ block: 'nearest' });
  if (item.contains(document.activeElement)) announce(message);
  attend();
}

function nearEnd() {
  return timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 160;
}

/** For screen readers: who, and how it begins. */
function announce(message) {
  document.getElementById('announcer').textContent = `${message.name}: ${message.text.split('\n')[0].slice(0, 200)}`;
}

/** Put a message where it belongs: into its thread, or in the order of ids. */
function put(message) {
  const root = message.thread && document.getElementById(`m${message.thread}`);
  const home = root ? root.querySelector(':scope > .thread') : list;
  const item = messageElement(message, chat);
  const next = [...home.children].find((other) => other.message && Number(other.message.id) > Number(message.id));
  home.insertBefore(item, next || null);
  return item;
}

/** Day dividers, and names only where somebody else begins to speak. */
function arrange() {
  list.querySelectorAll('.day').forEach((day) => day.remove());
  let before = null;
  for (const item of [...list.children]) {
    const message = item.message;
    if (!before || clock.dayKey(before.message.at) !== clock.dayKey(message.at)) {
      list.insertBefore(make('li', 'day', make('span', '', clock.dayName(message.at))), item);
      before = null;
    }
    item.classList.toggle('continued', follows(before, item));
    before = item;
    let above = null;
    for (const reply of item.querySelectorAll(':scope > .thread > .message')) {
      reply.classList.toggle('continued', follows(above, reply));
      above = reply;
    }
  }
  const empty = document.getElementById('empty');
  empty.hidden = list.children.length > 0;
  if (empty.hidden) return;
  document.getElementById('empty-title').textContent = chat.channel === DM ? 'Write to Stitch' : `This is #${nameOf(chat.channel)}`;
  document.getElementById('empty-text').textContent = chat.channel === DM
    ? 'Say what should not be forgotten, in plain words: “remind me to call K-17’s daughter tomorrow at 9”.'
    : 'Talk with the team, or type / to give Stitch something to keep track of.';
}

function follows(before, item) {
  return Boolean(before)
    && before.message.from === item.message.from
    && before.message.private === item.message.private
    && !item.message.private
    && !before.querySelector('.thread > .message')
    && Date.parse(item.message.at) - Date.parse(before.message.at) < TOGETHER
    && !(item.message.card || item.message.question);
}

function drawRooms() {
  const entry = (room) => {
    const button = make('button', 'room', room.key === DM ? avatar('stitch', chat) : make('span', 'icon icon-hash'),
      make('span', 'room-name', room.name));
    button.type = 'button';
    if (room.key === chat.channel) button.setAttribute('aria-current', 'page');
    if (room.unread) {
      const count = make('span', 'unread', String(room.unread > 99 ? '99+' : room.unread));
      count.append(make('span', 'unseen', ' unread'));
      button.append(count);
      button.classList.add('has-unread');
    }
    button.addEventListener('click', () => enter(room.key).then(focusComposer));
    return make('li', '', button);
  };
  const focused = document.activeElement?.classList.contains('room');
  document.getElementById('rooms').replaceChildren(...chat.rooms.filter((room) => room.key !== DM).map(entry));
  document.getElementById('directs').replaceChildren(...chat.rooms.filter((room) => room.key === DM).map(entry));
  if (focused) document.querySelector('.room[aria-current]')?.focus();
}

function drawPeople() {
  const people = document.getElementById('people');
  for (const one of chat.people) {
    const input = make('input');
    input.type = 'radio';
    input.name = 'as';
    input.value = one.key;
    input.addEventListener('change', () => become(one.key));
    people.append(make('label', 'person', input, avatar(one.key, chat),
      make('span', 'person-text', make('span', 'person-name', one.name), make('span', 'person-role', one.role))));
  }
}

/** Press a button of a message or of one of its lines, named in full, because a label may stand there twice. */
async function press(message, button, element, line) {
  element.disabled = true;
  const refusal = await asking('press', {
    message: message.id, button: `${button.action}:${button.value}:${button.handle}`, line,
  });
  element.disabled = false;
  if (refusal) tell(refusal.message);
}

async function dismiss(message) {
  const refusal = await asking('dismiss', { message: message.id });
  if (refusal) tell(refusal.message);
  else focusComposer();
}

async function moveClock(how) {
  const refusal = await asking('clock', how);
  if (refusal) tell(refusal.message);
}

/** Ask the server to do something as who one is; what it refused with, or null. */
async function asking(what, body) {
  try {
    const { messages = [] } = await post(what, { as: chat.me, id: newId(), ...body });
    awaited = messages.find((message) => message.question)?.id || '';
    attend();
    return null;
  } catch (error) {
    return error instanceof Refusal ? error : new Refusal({ error: 'The workspace does not answer. Please try again.' });
  }
}

/** A form that one has asked for is to be filled in next, as soon as the stream has brought it. */
function attend() {
  const form = awaited && document.querySelector(`#m${awaited} > .row form`);
  if (!form) return;
  awaited = '';
  form.scrollIntoView({ block: 'nearest' });
  const first = form.querySelector('.field') || form;
  (first.querySelector('input:checked') || first.querySelector('input, textarea, select, button'))
    .focus({ preventScroll: true });
}

function tell(sentence) {
  const problem = document.getElementById('problem');
  problem.textContent = sentence;
  problem.hidden = false;
}

function markRead() {
  const room = chat.rooms.find((one) => one.key === chat.channel);
  const ids = [...list.querySelectorAll('.message')].map((item) => Number(item.message.id));
  if (room.unread) {
    room.unread = 0;
    drawRooms();
  }
  if (ids.length && !document.hidden) asking('read', { message: String(Math.max(...ids)) });
}

async function showEarlier() {
  const first = Math.min(...[...list.querySelectorAll('.message')].map((item) => Number(item.message.id)));
  const height = timeline.scrollHeight;
  const page = await get('messages', { as: chat.me, channel: chat.channel, before: first });
  page.messages.forEach(put);
  earlier.hidden = !page.more;
  arrange();
  timeline.scrollTop += timeline.scrollHeight - height;
}

function person() {
  return chat.people.find((one) => one.key === chat.me);
}

function nameOf(key) {
  return chat.rooms.find((room) => room.key === key)?.name || key;
}

/** The channel and message that the address points to: `#care-team/17`. */
function place() {
  const [channel, message] = decodeURIComponent(location.hash.slice(1)).split('/');
  return [channel, /^\d+$/.test(message || '') ? message : ''];
}

function focusComposer() {
  document.getElementById('composer-text').focus();
}

function openSide(open) {
  document.getElementById('app').classList.toggle('side-is-open', open);
  document.getElementById('scrim').hidden = !open;
  document.getElementById('side-open').setAttribute('aria-expanded', String(open));
}

document.getElementById('side-open').addEventListener('click', () => {
  openSide(true);
  document.querySelector('.room[aria-current]')?.focus();
});
document.getElementById('side-close').addEventListener('click', () => {
  openSide(false);
  document.getElementById('side-open').focus();
});
document.getElementById('scrim').addEventListener('click', () => openSide(false));
earlier.addEventListener('click', showEarlier);
addEventListener('hashchange', () => {
  const [channel, message] = place();
  if (chat.rooms.some((room) => room.key === channel)) enter(channel, message);
});
document.addEventListener('visibilitychange', () => { if (!document.hidden && chat.channel) markRead(); });
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && document.getElementById('app').classList.contains('side-is-open')) {
    openSide(false);
    document.getElementById('side-open').focus();
  } else if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.closest('input, textarea, select')) {
    event.preventDefault();
    focusComposer();
    document.execCommand('insertText', false, '/');
  }
});

begin().catch((error) => tell(error.message));
