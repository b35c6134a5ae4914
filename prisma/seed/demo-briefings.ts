import type { BriefingText } from '../../src/features/casework/briefings/forms';
import { addDays, instantOf, localDateOf } from '../../src/shared/dates';
import type { DemoRows } from './demo-rows';

type Row = DemoRows['briefing'][number];

interface BriefingInput {
  newId: () => string;
  wardId: string;
  now: Date;
  rows: Pick<DemoRows, 'round' | 'roundClosure' | 'roundOfficer' | 'roundDoor' | 'household'>;
}

const HOUR = 3_600_000;

/** Briefings the demo teams left each other: about tonight's round, its lanes and doors, and about earlier evenings. */
export function demoBriefings({ newId, wardId, now, rows }: BriefingInput): DemoRows['briefing'] {
  const cancelled = new Set(rows.roundClosure.filter(({ kind }) => kind === 'cancelled').map(({ roundId }) => roundId));
  const rounds = rows.round
    .filter(({ id }) => !cancelled.has(id!))
    .toSorted((a, b) => (a.startsAt as Date).getTime() - (b.startsAt as Date).getTime());
  const tonight = rounds.findLast(
    ({ id, startsAt }) =>
      (startsAt as Date).getTime() < now.getTime() + 24 * HOUR &&
      rows.roundDoor.some((door) => door.roundId === id && door.isOpen),
  );
  if (!tonight) return [];
  const officersOf = (roundId: string) =>
    rows.roundOfficer.filter((officer) => officer.roundId === roundId).map(({ userId }) => userId);
  const laneOf = new Map(rows.household.map(({ id, laneKey, laneLabel }) => [id!, { laneKey, laneLabel }]));
  const team = officersOf(tonight.id!);
  const doors = rows.roundDoor.filter(({ roundId }) => roundId === tonight.id).map(({ householdId }) => householdId);
  const lanes = [...new Map(doors.map((id) => [laneOf.get(id)!.laneKey, laneOf.get(id)!])).values()];
  const earlier = rounds.filter((round) => (round.endsAt as Date) < now && round !== tonight).toReversed();

  const write = (about: Partial<Row>, by: string | undefined, writtenAt: Date, said: Partial<BriefingText>): Row => ({
    id: newId(),
    wardId,
    roundId: null,
    laneKey: null,
    laneLabel: '',
    householdId: null,
    approach: '',
    reluctance: '',
    whatWorked: '',
    ...said,
    writtenBy: by ?? team[0]!,
    writtenAt,
    updatedAt: null,
    version: 1,
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawnReason: '',
    ...about,
  });
  const afterwards = (round: (typeof earlier)[number], said: Partial<BriefingText>): Row =>
    write(
      { roundId: round.id! },
      officersOf(round.id!)[0],
      new Date((round.endsAt as Date).getTime() + 0.4 * HOUR),
      said,
    );
  const eveningBefore = (days: number) => instantOf(addDays(localDateOf(now), -days), `21:${10 + days}`);

  const briefings = [
    write(
      { roundId: tonight.id! },
      team[0],
      new Date(Math.min(now.getTime(), (tonight.startsAt as Date).getTime()) - HOUR),
      {
        approach:
          'Bắt đầu từ đầu phố, ai đã hẹn thì đến đúng giờ hẹn trước. Vào nhà nói ngay: không thu tiền, không hỏi mã OTP, mời gọi phường kiểm tra.',
        reluctance: 'Tuần trước có người giả nhân viên điện lực gọi điện cả phố nên nhiều nhà còn ngại mở cửa.',
      },
    ),
    ...LANES.slice(0, lanes.length).map((said, index) =>
      write(lanes[index]!, team[index % 2], eveningBefore(2 + 3 * index), said),
    ),
    ...DOORS.slice(0, doors.length).map((said, index) =>
      write(
        { householdId: doors[index * 2] ?? doors[index]! },
        team[(index + 1) % 2],
        eveningBefore(4 + 6 * index),
        said,
      ),
    ),
    ...AFTERWARDS.slice(0, earlier.length).map((said, index) => afterwards(earlier[index]!, said)),
  ];
  const last = briefings.at(-1)!;
  Object.assign(last, {
    withdrawnAt: new Date((last.writtenAt as Date).getTime() + 12 * HOUR),
    withdrawnBy: last.writtenBy,
    withdrawnReason: 'Có nhắc tên một nhà, viết lại ở trang của hộ.',
    version: 2,
  });
  return briefings;
}

const LANES: readonly Partial<BriefingText>[] = [
  {
    approach: 'Đi sau 19 giờ, trước đó cả phố còn dọn hàng. Hỏi cô bán nước đầu phố là biết nhà nào có người.',
    whatWorked: 'Ngồi ở ghế đá giúp một nhà, hai nhà bên tự mang điện thoại ra.',
  },
  {
    approach: 'Ngõ tối, mang đèn. Gõ cửa sắt bên trong, đứng ngoài gọi không nghe thấy.',
    reluctance: 'Mấy nhà cuối ngõ ngại người lạ vào giờ cơm.',
  },
  { whatWorked: 'Nhờ bác tổ trưởng nhắn nhóm của tổ từ chiều thì tối đến ai cũng biết.' },
];

const DOORS: readonly Partial<BriefingText>[] = [
  {
    approach: 'Bấm chuông hai lần rồi đợi, xưng tên và mã buổi qua cửa trước khi hỏi gì.',
    reluctance: 'Từng bị lừa mất tiền qua tin nhắn giả ngân hàng, nên không muốn đưa điện thoại cho ai.',
    whatWorked: 'Để chủ nhà tự cầm máy, mình chỉ tay và đọc từng bước.',
  },
  {
    approach: 'Nói chậm, mỗi lần chỉ làm một việc.',
    whatWorked: 'Viết ba bước ra giấy khổ lớn dán cạnh bàn, lần sau tự mở được ứng dụng.',
  },
  {
    reluctance: 'Ngại vì nghĩ dùng Cổng rồi thì phường không nhận giấy nữa.',
    whatWorked: 'Nói rõ vẫn ra phường được, làm ở nhà chỉ để đỡ đi lại.',
  },
];

const AFTERWARDS: readonly Partial<BriefingText>[] = [
  {
    whatWorked: 'Cho xem thẻ và mời gọi phường đọc mã thì mười nhà mở cửa cả mười.',
    reluctance: 'Hai nhà chưa muốn vì đang ăn cơm, hẹn lại sau 20 giờ.',
  },
  { whatWorked: 'Mang sẵn giấy báo đã đến: hôm sau ba nhà gọi lại xin hẹn.' },
  {
    approach: 'Chia đôi: một người hướng dẫn, một người ghi sổ và trả lời câu hỏi của người nhà.',
    reluctance: 'Nhiều người sợ bấm nhầm là mất tiền.',
  },
  { approach: 'Đi hết bên chẵn rồi quay lại bên lẻ, đừng qua lại đường lúc tan tầm.' },
  {
    reluctance: 'Các nhà cho thuê trọ nói phải hỏi chủ nhà.',
    whatWorked: 'Xin số chủ nhà, gọi trước hôm đi thì vào được.',
  },
];
