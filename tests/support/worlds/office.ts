import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { TestAgent, type BareApp, type TestApp } from '../test-app';
import type { Actor } from '../../../src/actor';
import type { TestUser } from '../factories';
import { PASSWORD } from '../two-wards';

/** The cookie that an answer sets, as a browser sends it back; '' if it sets none of that name. */
export function cookieOf(response: Response, name = 'go-cua'): string {
  const cookies = [response.headers['set-cookie'] ?? []].flat() as string[];
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0] ?? '';
}

/** A browser with this address, as reported by the proxy. */
export function from(app: BareApp, address: string): TestAgent {
  return new TestAgent(app.app, { 'X-Forwarded-For': address });
}

/** An attempt to sign in, whatever its result; afterwards the browser shows a page with a form of its session. */
export async function tryToSignIn(
  agent: TestAgent,
  username: string,
  password: string = PASSWORD,
  fields: object = {},
): Promise<Response> {
  const answer = await agent.post('/login', { username, password, ...fields });
  if (answer.status === 303) await agent.get('/password');
  return answer;
}

/** A session of the account in another browser. @returns how many of them are left: one or none. */
export async function signedInElsewhere({ db }: TestApp, userId: string): Promise<() => Promise<number>> {
  const sid = randomUUID();
  const sess = { cookie: {}, passport: { user: userId } };
  await db.prisma.userSession.create({ data: { sid, sess, expire: new Date('2099-01-01') } });
  return () => db.prisma.userSession.count({ where: { sid } });
}

/** Instants after the frozen start of the application's clock. */
export const minutesAfter = (start: Date, minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

/** The acting person, as services expect it. */
export function actorOf({ users, ward }: TestApp, user: TestUser = users.staff): Actor {
  return { ...user, wardName: ward.name, mustChangePassword: false };
}
