/* Draws one message: who, when, and what. All text goes in as text, never as markup. */

import { formElement } from './form.js';

const URGENT = /^(stat|asap|urgent|urgente|as soon as possible|lo antes posible|cuanto antes|inmediato)$/i;
const LATE = /\b(overdue|late|atrasad[oa]s?|vencid[oa]s?|retraso)\b/i;

/** An element with a class, and text or children in it. */
export function make(tag, className = '', ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((part) => part !== null && part !== undefined));
  return element;
}

/** A list item for a message, with an empty thread below it. `chat` says who is looking and what presses do. */
export function messageElement(message, chat) {
  const item = make('li', 'message');
  item.id = `m${message.id}`;
  item.tabIndex = -1;
  item.append(make('div', 'row'), make('ol', 'thread'));
  fill(item, message, chat);
  return item;
}

/** Draw the message into its list item, new or again; its thread stays. */
export function fill(item, message, chat) {
  const row = item.firstElementChild;
  const hadFocus = row.contains(document.activeElement);
  item.message = message;
  item.classList.toggle('private', message.private);
  item.classList.toggle('from-bot', message.from === 'stitch');
  row.replaceChildren(avatar(message.from, chat), body(message, chat));
  if (hadFocus) (row.querySelector('.content button') || item).focus();
}

/** A person's initials on their colour; the bot's sign for the bot. */
export function avatar(key, chat) {
  if (key === 'stitch') {
    const sign = make('img', 'avatar');
    sign.src = '/workspace/static/icons/stitch.svg';
    sign.alt = '';
    return sign;
  }
  const index = chat.people.findIndex((person) => person.key === key);
  const name = index < 0 ? key : chat.people[index].name;
  const initials = name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]).join('');
  const circle = make('span', `avatar hue-${(index + 8) % 8}`, initials.toUpperCase());
  circle.setAttribute('aria-hidden', 'true');
  return circle;
}

function body(message, chat) {
  const head = make('p', 'who', make('span', 'name', message.name));
  if (message.from === 'stitch') head.append(make('span', 'badge', 'bot'));
  const time = make('time', '', chat.clockTime(message.at));
  time.dateTime = message.at;
  time.title = chat.fullTime(message.at);
  head.append(time);
  if (message.changed) head.append(make('span', 'edited', 'edited'));

  const body = make('div', 'body', head);
  if (message.private) body.append(privateNote(message, chat));
  const content = make('div', 'content');
  if (message.from !== 'stitch' && message.text) content.append(talk(message.text, chat));
  if (message.card) content.append(card(message, chat));
  if (message.question) content.append(formElement(message, chat, line));
  body.append(content);
  if (!message.private) body.append(replyButton(message, chat));
  return body;
}

function privateNote(message, chat) {
  const dismiss = make('button', 'link', 'Dismiss');
  dismiss.type = 'button';
  dismiss.addEventListener('click', () => chat.dismiss(message));
  return make('p', 'only-you', make('span', 'icon icon-eye'), 'Only visible to you', dismiss);
}

function replyButton(message, chat) {
  const button = make('button', 'reply', make('span', 'icon icon-reply'), make('span', '', 'Reply'));
  button.type = 'button';
  button.setAttribute('aria-label', `Reply to ${message.name}, ${chat.clockTime(message.at)}`);
  button.addEventListener('click', () => chat.reply(message));
  return button;
}

/** What a person wrote: names of people stand out, nothing else is interpreted. */
function talk(text, chat) {
  const paragraph = make('p', 'talk');
  paragraph.dir = 'auto';
  if (text.startsWith('/')) paragraph.classList.add('command');
  for (const part of text.split(/((?<![\w@./-])@[\w-]+)/)) {
    const key = part.startsWith('@') ? part.slice(1).toLowerCase() : '';
    const known = key && (key === 'stitch' || chat.people.some((person) => person.key === key));
    paragraph.append(known ? mention(part, key, chat) : part);
  }
  return paragraph;
}

function card(message, chat) {
  const drawn = message.card;
  const element = make('div', 'card');
  const title = spans(make('p', 'card-title'), drawn.title, chat);
  if (title.textContent) element.append(title);
  let rows = null;
  drawn.lines.forEach((one, index) => {
    if (!one.text && !one.buttons.length && !one.opens) return;
    if (!rows || one.style === 'heading') {
      rows = make('div', 'lines');
      element.append(rows);
    }
    rows.append(line(one, index, message, chat));
  });
  if (drawn.buttons.length) {
    element.append(make('div', 'buttons', ...drawn.buttons.map((one) => button(one, message, chat))));
  }
  const headings = drawn.lines.some((one) => one.style === 'heading');
  if (!headings && element.querySelector('.urgent')) element.classList.add('is-urgent');
  return element;
}

function line(one, index, message, chat) {
  if (one.style === 'heading') return spans(make('h3', 'line-heading'), one.spans, chat);
  const element = make('div', `line ${one.style}`);
  const pressable = (each) => button(each, message, chat, { name: `${each.label}: ${one.text}`, line: index });
  if (one.opens) {
    const opens = pressable(one.opens);
    opens.classList.add('opens');
    element.append(opens);
  }
  element.append(spans(make('p', 'line-text'), one.spans, chat));
  if (one.buttons.length) element.append(make('div', 'line-buttons', ...one.buttons.map(pressable)));
  return element;
}

function button(one, message, chat, { name = '', line: number } = {}) {
  const element = make('button', `button ${one.style}`, one.label);
  element.type = 'button';
  if (name) element.setAttribute('aria-label', name.slice(0, 200));
  element.addEventListener('click', () => chat.press(message, one, element, number));
  return element;
}

function spans(element, parts, chat) {
  element.dir = 'auto';
  for (const part of parts) element.append(span(part, chat));
  return element;
}

function span(part, chat) {
  switch (part.type) {
    case 'bold': return bold(part.text);
    case 'code': return make('code', '', part.text);
    case 'link': return link(part);
    case 'mention': return mention(`@${part.text}`, part.user, chat);
    case 'when': {
      const time = make('time', 'when', part.text);
      time.dateTime = part.at;
      return time;
    }
    default: return make('span', 'text', part.text);
  }
}

function bold(text) {
  if (URGENT.test(text)) return make('strong', 'pill urgent', text);
  if (LATE.test(text)) return make('strong', 'late', text);
  return make('strong', '', text);
}

/** Only addresses that lead to a page; anything else stays text. */
function link(part) {
  if (!/^(https?:\/\/|\/(?!\/)|#)/.test(part.url)) return make('span', 'text', part.text);
  const anchor = make('a', '', part.text);
  anchor.href = part.url;
  if (/^https?:/.test(part.url)) {
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer';
  }
  return anchor;
}

function mention(text, user, chat) {
  return make('span', user === chat.me ? 'mention me' : 'mention', text);
}
