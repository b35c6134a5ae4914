import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAppServer } from '../../../src/web/app-server';

test('Express keeps the prototypes with which requests and responses are created', async () => {
  const app = express();
  const server = createAppServer(app);
  const prototypesOf = (...objects: object[]): unknown[] => objects.map((object) => Object.getPrototypeOf(object));
  let created: unknown[] = [];
  let handled: unknown[] = [];
  server.prependListener('request', (req, res) => {
    created = prototypesOf(req, res);
  });
  app.get('/', (req, res) => {
    handled = prototypesOf(req, res);
    res.json([req.app === app, res.app === app, req.get('accept')]);
  });
  server.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'application/json' } });
    expect(await answer.json()).toEqual([true, true, 'application/json']);
    expect(handled).toHaveLength(2);
    expect(handled.map((prototype, index) => prototype === created[index])).toEqual([true, true]);
  } finally {
    server.close();
  }
});
