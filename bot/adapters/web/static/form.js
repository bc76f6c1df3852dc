/* Draws a form inside its message, and sends what was filled in. */

let count = 0;

/** The form of a message's question. `line` draws a line of its introduction. */
export function formElement(message, chat, line) {
  const question = message.question;
  const form = document.createElement('form');
  form.className = 'card form';
  form.noValidate = true;
  const id = `f${++count}`;

  const title = textElement('p', 'card-title', question.title);
  title.id = `${id}-title`;
  form.setAttribute('aria-labelledby', title.id);
  form.append(title);
  question.intro.forEach((one, index) => form.append(line(one, index, message, chat)));
  question.fields.forEach((field, index) => form.append(fieldElement(field, `${id}-${index}`)));

  const problem = textElement('p', 'problem', '');
  problem.setAttribute('role', 'alert');
  problem.hidden = true;
  const submit = textElement('button', 'button primary', question.submit);
  submit.type = 'submit';
  const buttons = document.createElement('div');
  buttons.className = 'buttons';
  buttons.append(submit);
  form.append(problem, buttons);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    showErrors(form, {}, problem, '');
    const refusal = await chat.answer(question.handle, values(form, question.fields));
    submit.disabled = false;
    if (refusal) showErrors(form, refusal.errors, problem, refusal.message);
  });
  return form;
}

function textElement(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function fieldElement(field, id) {
  const grouped = field.kind === 'choices' || (field.kind === 'choice' && field.options.length <= 4);
  const box = document.createElement(grouped ? 'fieldset' : 'div');
  box.className = 'field';
  box.dataset.name = field.name;
  const label = textElement(grouped ? 'legend' : 'label', 'field-label', field.label);
  if (!grouped) label.htmlFor = id;
  if (field.optional) label.append(' ', textElement('span', 'optional', 'optional'));
  box.append(label);

  const hint = textElement('p', 'hint', field.hint);
  hint.id = `${id}-hint`;
  const error = textElement('p', 'field-error', '');
  error.id = `${id}-error`;
  error.hidden = true;
  if (field.hint) box.append(hint);
  const control = grouped ? choicesElement(field, id) : controlElement(field, id);
  const described = grouped ? box : control;
  described.setAttribute('aria-describedby', `${field.hint ? `${hint.id} ` : ''}${error.id}`);
  box.append(control, error);
  return box;
}

function controlElement(field, id) {
  let control;
  if (field.kind === 'choice') {
    control = document.createElement('select');
    if (!field.value || field.optional) control.append(new Option(field.optional ? '—' : 'Choose…', ''));
    for (const option of field.options) control.append(new Option(option.label, option.value));
  } else if (field.kind === 'long') {
    control = document.createElement('textarea');
    control.rows = Math.min(8, Math.max(3, String(field.value).split('\n').length + 1));
  } else {
    control = document.createElement('input');
    control.type = 'text';
  }
  control.id = id;
  control.name = field.name;
  control.value = field.value;
  control.dir = 'auto';
  if (field.kind !== 'choice') control.maxLength = field.max_length;
  if (!field.optional) control.setAttribute('aria-required', 'true');
  return control;
}

function choicesElement(field, id) {
  const group = document.createElement('div');
  group.className = field.kind === 'choices' ? 'choices' : 'choices across';
  const chosen = [].concat(field.value);
  field.options.forEach((option, index) => {
    const input = document.createElement('input');
    input.type = field.kind === 'choices' ? 'checkbox' : 'radio';
    input.id = `${id}-${index}`;
    input.name = `${id}-${field.name}`;
    input.value = option.value;
    input.checked = chosen.includes(option.value);
    const label = document.createElement('label');
    label.append(input, textElement('span', '', option.label));
    group.append(label);
  });
  return group;
}

function values(form, fields) {
  const filled = {};
  for (const field of fields) {
    const box = boxOf(form, field.name);
    const inputs = [...box.querySelectorAll('input[type=checkbox], input[type=radio]')];
    const checked = inputs.filter((input) => input.checked).map((input) => input.value);
    if (field.kind === 'choices') filled[field.name] = checked;
    else if (inputs.length) filled[field.name] = checked[0] ?? '';
    else filled[field.name] = box.querySelector('input, textarea, select').value;
  }
  return filled;
}

function showErrors(form, errors, problem, sentence) {
  let first = null;
  for (const box of form.querySelectorAll('.field')) {
    const message = errors[box.dataset.name] || '';
    const error = box.querySelector('.field-error');
    error.textContent = message;
    error.hidden = !message;
    box.classList.toggle('wrong', Boolean(message));
    for (const control of box.querySelectorAll('input, textarea, select')) {
      if (message) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
    if (message && !first) first = box.querySelector('input, textarea, select');
  }
  problem.textContent = first ? '' : sentence;
  problem.hidden = !problem.textContent;
  if (first) first.focus();
}

function boxOf(form, name) {
  return [...form.querySelectorAll('.field')].find((box) => box.dataset.name === name);
}
