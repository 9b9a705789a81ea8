// Requests to the application. Every error that reaches a page has a `friendly` text; a vendor's own text never does.

export class ApiError extends Error {
  constructor(status, problem) {
    super(`HTTP ${status}`);
    this.status = status;
    this.reason = problem.reason;
    this.field = problem.field;
    this.problem = problem;
    this.friendly = problem.detail ?? {
      0: 'No connection to the server. Check your network and try again.', 401: 'Sign in again to go on.', 403: 'This is not permitted.',
      404: 'This does not exist, or it is not yours.', 429: 'Too fast. Wait a moment and try again.',
    }[status] ?? 'The server has a problem. Try again in a moment.';
  }
}

const cookie = (name) => document.cookie.split('; ').find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1);

export async function send(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-XSRF-TOKEN'] = cookie('XSRF-TOKEN') ?? '';
  if (body !== undefined && !(body instanceof URLSearchParams)) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined || body instanceof URLSearchParams ? body : JSON.stringify(body) });
  } catch {
    throw new ApiError(0, {});
  }
  const text = await response.text();
  let content;
  try {
    content = text ? JSON.parse(text) : {};
  } catch {
    content = {};
  }
  if (!response.ok) throw new ApiError(response.status, content);
  return content;
}

export const get = (path) => send('GET', path);
export const post = (path, body = {}) => send('POST', path, body);
export const put = (path, body = {}) => send('PUT', path, body);
export const remove = (path) => send('DELETE', path);

/** Path with encoded segments: at`/api/meetings/${id}/end`. */
export const at = (parts, ...ids) => parts.reduce((path, part, i) => path + encodeURIComponent(ids[i - 1]) + part);

/** Calls `handlers[type]` for each event, once per id, and `reload` after every connection but the first. Returns a function that stops. */
export function events(query, handlers, reload = () => {}) {
  const seen = new Set();
  let source, again, opened = false;
  const receive = (event) => {
    if (event.id && seen.has(event.id)) return;
    seen.add(event.id);
    handlers[event.type]?.(event);
  };
  const open = () => {
    source = new EventSource(`/api/events${query}`);
    source.onmessage = (message) => receive(JSON.parse(message.data));
    source.onopen = () => { if (opened) reload(); opened = true; };
    // The browser reconnects by itself, except after an HTTP error.
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 3000); };
  };
  open();
  addEventListener('pagehide', () => source.close());
  return { receive, stop: () => { clearTimeout(again); source.close(); } };
}
