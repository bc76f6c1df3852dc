/* Requests to the workspace's JSON interface. */

/** Read something. */
export async function get(path, query = {}) {
  return answer(await fetch(`/workspace/${path}?${new URLSearchParams(query)}`));
}

/** Change something. */
export async function post(path, body) {
  return answer(await fetch(`/workspace/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }));
}

/** A new id for a request, so that sending it again after a lost answer does nothing twice.
    (`crypto.randomUUID` exists only on https and loopback.) */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The server said no; `errors` are for the fields of a form. */
export class Refusal extends Error {
  constructor(body) {
    super(body.error || 'That did not work. Please try again.');
    this.errors = body.errors || {};
  }
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(body);
  return body;
}
