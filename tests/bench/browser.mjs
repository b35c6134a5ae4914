// A visitor without a browser: signs in through the real form and keeps the cookie.

/** Opens the sign-in page as a new visitor; returns its cookie and the token of its form. */
export async function openSignIn(base, address) {
  const response = await fetch(`${base}/login`, { headers: { 'x-forwarded-for': address } });
  return { cookie: cookieOf(response), token: tokenIn(await response.text()) };
}

/** Signs in; returns the headers for every further request, and the token of this session's forms. */
export async function signIn(base, username, password, address) {
  const { cookie, token } = await openSignIn(base, address);
  const response = await fetch(`${base}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'x-forwarded-for': address },
    body: new URLSearchParams({ _csrf: token, username, password }),
  });
  await response.text();
  if (response.status !== 303) throw new Error(`sign-in of ${username}: ${response.status}`);
  const headers = { cookie: cookieOf(response), 'x-forwarded-for': address };
  const page = await fetch(`${base}/password`, { headers });
  return { headers, token: tokenIn(await page.text()) };
}

export function cookieOf(response) {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export function tokenIn(html) {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1];
}
