import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Response } from 'supertest';
import { formOf, type Fields } from '../forms';
import { read, THURSDAY_MORNING, type TestAgent, type TestApp } from '../test-app';

export const ASK = '/ask/00004';

/** The application's clock, `seconds` after Thursday morning: a person takes a while to fill in the form. */
export function later(app: TestApp, seconds: number): void {
  app.setNow(new Date(THURSDAY_MORNING.getTime() + seconds * 1000));
}

export const typedRequest = (given: object = {}) => ({
  senderName: 'bà Hòa',
  senderPhone: '0912 000 222',
  addressText: '5A ngõ Châu Long',
  topics: ['unsure'],
  what: '',
  times: ['weekday_evening'],
  ...given,
});

/** Opens the form and sends it ten seconds later, as a browser without JavaScript. */
export async function ask(app: TestApp, agent: TestAgent, given: object = {}): Promise<Response> {
  later(app, 0);
  const form = await formOf(agent, ASK);
  later(app, 10);
  return agent.post(ASK, { ...form, ...typedRequest(given) });
}

/** The code on the page after sending, 'K7M2QD'. */
export function codeOn(page: Response): string {
  return read(page)('.public-code b').text().replace(' ', '');
}

/** The form of the page with its challenge solved, as a browser with JavaScript sends it. */
export async function solvedForm(app: TestApp, agent: TestAgent, path = ASK): Promise<Fields> {
  later(app, 0);
  const page = await agent.get(path);
  later(app, 10);
  const challenge = JSON.parse(read(page)('form[data-proof]').attr('data-proof')!) as Parameters<
    typeof solveChallenge
  >[0]['challenge'];
  const solution = await solveChallenge({ challenge, deriveKey });
  return {
    form: read(page)('input[name=form]').attr('value')!,
    proof: JSON.stringify({ challenge, solution }),
  };
}
