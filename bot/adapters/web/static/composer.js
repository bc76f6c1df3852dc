/* The message box: sends, grows, and completes commands and names. */

import { avatar, make } from './message.js';

const box = document.getElementById('composer-text');
const popup = document.getElementById('popup');
const options = document.getElementById('options');
const usage = document.getElementById('usage');
const problem = document.getElementById('problem');
const replying = document.getElementById('replying');

let chat = null;
let choices = [];
let chosen = 0;
let target = null;
const drafts = new Map();

/** Listen to the keys. `chat` knows commands and people, and says what is written. */
export function start(workspace) {
  chat = workspace;
  document.getElementById('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  document.getElementById('replying-stop').addEventListener('click', () => {
    replyTo(null);
    box.focus();
  });
  box.addEventListener('input', refresh);
  box.addEventListener('click', complete);
  box.addEventListener('keydown', pressed);
  box.addEventListener('blur', () => close());
}

/** Keep the unsent words of the place that is left, show those of the place that is entered. */
export function enter(from, to, label) {
  drafts.set(from, box.value);
  box.value = drafts.get(to) || '';
  box.placeholder = label;
  document.getElementById('composer-label').textContent = label;
  problem.hidden = true;
  replyTo(null);
  refresh();
}

/** What is written next replies to this message; null ends that. */
export function replyTo(message) {
  target = message;
  replying.hidden = !message;
  if (!message) return;
  const words = message.text.split('\n')[0];
  document.getElementById('replying-to').textContent =
    `Reply to ${message.name}: ${words.length > 90 ? `${words.slice(0, 90)}…` : words}`;
  box.focus();
}

async function send() {
  const text = box.value.trim();
  if (!text) return;
  const thread = target?.id;
  const repliedTo = target;
  close();
  problem.hidden = true;
  box.value = '';
  replyTo(null);
  refresh();
  const refusal = await chat.say(text, thread);
  if (!refusal) return;
  // Nothing typed is lost: what was refused stands in the box again.
  box.value = box.value ? `${text}\n${box.value}` : text;
  replyTo(repliedTo);
  refresh();
  close();
  problem.textContent = refusal.message;
  problem.hidden = false;
}

function pressed(event) {
  if (event.isComposing) return;
  if (!popup.hidden) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      highlight((chosen + step + choices.length) % choices.length);
      return;
    }
    if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) {
      event.preventDefault();
      take(chosen);
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
  }
  if (event.key === 'Escape' && target) {
    event.stopPropagation();
    replyTo(null);
  } else if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    send();
  }
}

function refresh() {
  box.rows = Math.min(8, Math.max(1, box.value.split('\n').length));
  complete();
  const name = /^\/([^\s/]+)\s/.exec(box.value)?.[1].toLowerCase();
  const hint = chat.commands.find((command) => command.name === name);
  usage.hidden = !hint;
  if (!hint) return;
  document.getElementById('usage-code').textContent = written(hint);
  document.getElementById('usage-text').textContent = hint.description;
}

/** Offer what the word before the caret may become: a command at the beginning, a person after `@`. */
function complete() {
  const before = box.value.slice(0, box.selectionStart);
  const command = /^\/([\w-]*)$/.exec(before);
  const person = /(?:^|\s)@([\w-]*)$/.exec(before);
  if (command) {
    const start = command[1].toLowerCase();
    choices = chat.commands
      .filter((hint) => hint.name.startsWith(start))
      .map((hint) => ({ text: `/${hint.name} `, length: before.length, hint }));
  } else if (person) {
    const start = person[1].toLowerCase();
    choices = [...chat.people, { key: 'stitch', name: 'Stitch', role: 'bot' }]
      .filter((one) => one.key !== chat.me)
      .filter((one) => one.key.startsWith(start) || one.name.toLowerCase().startsWith(start))
      .map((one) => ({ text: `@${one.key} `, length: person[1].length + 1, person: one }));
  } else {
    choices = [];
  }
  // What is typed out needs no completion: Enter should send it.
  if (choices.length === 1 && before.endsWith(choices[0].text.trim())) choices = [];
  if (!choices.length) {
    close();
    return;
  }
  options.replaceChildren(...choices.map(optionElement));
  popup.hidden = false;
  box.setAttribute('aria-expanded', 'true');
  highlight(0);
}

function optionElement(choice, index) {
  const option = make('li', 'option');
  option.id = `option-${index}`;
  option.setAttribute('role', 'option');
  if (choice.hint) {
    option.append(
      make('span', 'option-name', `/${choice.hint.name}`),
      make('span', 'option-text', choice.hint.description),
      make('code', 'option-usage', written(choice.hint)),
    );
  } else {
    option.append(
      avatar(choice.person.key, chat),
      make('span', 'option-name', choice.person.name),
      make('span', 'option-text', choice.person.role),
    );
  }
  option.addEventListener('mousedown', (event) => {
    event.preventDefault();
    take(index);
  });
  return option;
}

/** The usage with its command in front, whether or not it was given so. */
function written(hint) {
  return hint.usage.startsWith('/') ? hint.usage : `/${hint.name} ${hint.usage}`.trim();
}

function highlight(index) {
  chosen = index;
  [...options.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
  options.children[index].scrollIntoView({ block: 'nearest' });
  box.setAttribute('aria-activedescendant', `option-${index}`);
}

function take(index) {
  const { text, length } = choices[index];
  const caret = box.selectionStart;
  box.setRangeText(text, caret - length, caret, 'end');
  box.focus();
  refresh();
}

function close() {
  popup.hidden = true;
  choices = [];
  box.setAttribute('aria-expanded', 'false');
  box.removeAttribute('aria-activedescendant');
}
