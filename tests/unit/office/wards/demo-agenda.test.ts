import { Agenda, told } from '../../../../prisma/seed/demo-world';
import type { AppContext } from '../../../../src/context';

const NOW = new Date('2026-11-26T02:00:00Z');

test('a refused story is logged with its name, and the later ones are told', async () => {
  const lines: object[] = [];
  const happened: string[] = [];
  const agenda = new Agenda({ logger: { warn: (line: object) => lines.push(line) } } as unknown as AppContext, NOW);
  agenda.add('close a round', [1, '21:00'], () => Promise.resolve(happened.push('closed')));
  agenda.add('accept a request', [2, '09:00'], () => Promise.resolve({ kind: 'unchanged' }));
  agenda.add('record a visit', [2, '19:00'], () =>
    told(Promise.resolve({ kind: 'invalid', errors: { outcome: '…' } })),
  );
  await agenda.play();
  expect(lines).toEqual([
    { story: 'accept a request', at: new Date('2026-11-24T02:00:00Z'), refusal: 'unchanged' },
    { story: 'record a visit', at: new Date('2026-11-24T12:00:00Z'), refusal: 'invalid outcome' },
  ]);
  expect(happened).toEqual(['closed']);
});
