import { fromDbDate } from '../../src/db/dates';
import { turnOf } from '../../src/features/casework/practice/choosing';
import { correctResident } from '../../src/features/register/residents/service';
import { addDays, birthOf, type LocalDate } from '../../src/shared/dates';
import type { DemoMember } from './demo-register';
import { NOTHING_TOLD, told, type DemoWorld } from './demo-world';

/** What people of the ages that matter tell at the door about a pension and about their card; drawn by their ids. */
export const toldAtDoor = (present: readonly DemoMember[], on: LocalDate): object => {
  const facts = present.flatMap(({ id, person: { age } }): [string, object][] => {
    const turn = turnOf(id);
    if (age >= 74) return [[id, { receivesBenefit: ['yes', 'yes', 'no', ''][turn % 4] }]];
    const isNear = [14, 25, 40, 60].some((due) => Math.abs(age - due) <= 1);
    return isNear && turn % 2 === 0 ? [[id, { cardIssuedOn: addDays(on, -30 - (turn % 3000)) }]] : [];
  });
  return Object.fromEntries(facts);
};

/** The office writes how long temporary stays last. */
export function tellOfStays({ agenda, households, office: [office], today }: DemoWorld): void {
  const staying = households.flatMap(({ members }) => members).filter(({ person }) => person.status === 'temporary');
  for (const [index, { id }] of staying.slice(0, 12).entries())
    agenda.add('note the end of a stay', [70 - index, '09:20'], async (context) => {
      const { birthDate, birthPrecision, fullName, phone, version, gender, note } =
        await context.db.prisma.resident.findUniqueOrThrow({ where: { id } });
      const birth = birthOf({ birthDate: fromDbDate(birthDate!), birthPrecision });
      const own = { ...NOTHING_TOLD, fullName, phone, version, birth, gender, note, nationalNumber: null };
      const stay = { residenceStatus: 'temporary', temporaryUntil: addDays(today, 12 * index - 40) } as const;
      const sure = { forgetNationalNumber: false, warnings: [], isSure: false };
      await told(correctResident(context, office, id, { ...own, ...stay, ...sure }));
    });
}
