import { registerHousehold } from '../../src/features/register/households/service';
import { registerResident } from '../../src/features/register/residents/service';
import type { AppContext } from '../../src/context';
import { parseAddress } from '../../src/shared/address';
import { addDays, instantOf, type BirthDate } from '../../src/shared/dates';
import { DemoRandom } from './demo-random';
import type { DemoHousehold, DemoMember } from './demo-register';
import { asRegistered, dayOf, NOTHING_TOLD_OF_DOOR, told, type DemoWorld } from './demo-world';

const SEED = 20_261_127;
/** Of so many residents, one is registered twice; of so many, a whole door. */
const ONE_TWICE_OF = 200;
const ONE_DOOR_TWICE_OF = 2400;
const DAYS_AFTER_OPENING = 21;

interface Name {
  fullName: string;
  birth: BirthDate;
}

/** How a second list misspells a resident: the mistakes that every ward office knows. */
const SLIPS: readonly ((name: Name) => Partial<Name>)[] = [
  ({ fullName, birth }) => ({
    fullName: fullName
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replaceAll('đ', 'd')
      .replaceAll('Đ', 'D'),
    birth: { date: `${birth.date.slice(0, 4)}-01-01`, precision: 'year' },
  }),
  ({ fullName }) => ({ fullName: `${fullName}${fullName.at(-1)!}` }),
  ({ fullName }) => ({ fullName: [fullName.split(' ')[0], fullName.split(' ').at(-1)].join(' ') }),
  ({ fullName }) => ({ fullName: ['Nguyễn', ...fullName.split(' ').slice(1)].join(' ') }),
];

/** A few dozen people whom the office registers again from a second list, some at another door, and some whole doors. */
export function tellOfDuplicates(world: DemoWorld, residents: number): void {
  const { agenda, households, newId, office, openedOn, touched } = world;
  const random = new DemoRandom(SEED);
  const lived = households.filter(({ occupancy, members }) => occupancy === 'occupied' && members.length > 1);
  const people = Math.min(40, Math.floor(residents / ONE_TWICE_OF));
  const doors = Math.min(3, Math.floor(residents / ONE_DOOR_TWICE_OF));
  const chosen = random.sample(lived, people + doors);
  for (const household of chosen) touched.add(household);

  const enter = (
    context: AppContext,
    member: DemoMember,
    householdId: string,
    given: Partial<Name> & { phone?: string | null; relation: 'head' | 'other' },
  ) => {
    const form = { ...asRegistered(member), id: newId(), householdId, residenceStatus: 'permanent' } as const;
    const known = { arrival: 'known', relationNote: 'ghi theo danh sách người cao tuổi', place: '' } as const;
    return told(registerResident(context, office[1], { ...form, ...known, since: dayOf(context), ...given }));
  };

  /** At home, or every fourth one at another door with the same phone, which gives the person away. */
  const again = async (context: AppContext, { id, members }: DemoHousehold, index: number) => {
    const grown = members.filter(({ person }) => person.age >= 20);
    const withPhone = grown.filter(({ phone }) => phone !== null);
    const isElsewhere = index % 4 === 3 && withPhone.length > 0;
    const member = isElsewhere ? random.pick(withPhone) : (random.pick(grown) ?? members[0]!);
    const other = isElsewhere ? random.pick(lived.filter((one) => !touched.has(one))) : null;
    if (other) touched.add(other);
    const slip = SLIPS[index % SLIPS.length]!(member.person);
    const phone = isElsewhere || random.chance(0.5) ? member.phone : null;
    await enter(context, member, other?.id ?? id, { ...slip, phone, relation: 'other' });
  };

  /** A door that two people register at the same moment. */
  const doorAgain = async (context: AppContext, { id, addressLine, members }: DemoHousehold) => {
    const { residentialGroupId, formerWard } = await context.db.prisma.household.findUniqueOrThrow({ where: { id } });
    const secondId = newId();
    const address = { address: parseAddress(addressLine)!, confirmedFor: addressLine, residentialGroupId, formerWard };
    const rest = { code: null, occupancy: 'occupied' as const };
    await told(registerHousehold(context, office[1], { ...NOTHING_TOLD_OF_DOOR, id: secondId, ...address, ...rest }));
    await enter(context, members[0]!, secondId, { relation: 'head' });
  };

  agenda.add(
    'register people and doors twice',
    instantOf(addDays(openedOn, DAYS_AFTER_OPENING), '08:30'),
    async (context) => {
      for (const [index, household] of chosen.entries())
        await (index < people ? again(context, household, index) : doorAgain(context, household));
    },
  );
}
