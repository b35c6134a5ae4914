import { z } from 'zod';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { REQUEST_BRIEF } from '../../casework/requests/request-labels';

/** A door of the register that may be the sender's. */
export const POSSIBLE_DOOR = z.object({
  id: z.string(),
  addressLine: z.string(),
  groupName: z.string().nullable(),
  /** How the typed address led here: 0 exactly, 1 begins so, 2 has its words; null if it did not. */
  addressRank: z.number().nullable(),
  /** The team does not knock there now: a refusal, a mourning, a wish. */
  isPaused: z.boolean(),
  members: z.array(z.object({ fullName: z.string(), phone: z.string().nullable() })),
  /** The household's open requests: the message may be about one of them. */
  requests: z.array(REQUEST_BRIEF.pick({ id: true, what: true, services: true, receivedOn: true })),
});
export type PossibleDoor = z.infer<typeof POSSIBLE_DOOR>;

const MOST_SHOWN = 6;
const ADDRESS_POINTS = [4, 3, 1];
const PHONE_POINTS = 4;
const NAME_POINTS = 2;

/**
 * The doors that a request from outside may belong to, the likeliest first, with what speaks for each ('đúng địa chỉ',
 * 'số của Nguyễn Thị Vi', 'có người tên Hòa'). The office decides: a relative's telephone leads to the relative's door.
 */
export function likelyDoors(
  doors: readonly PossibleDoor[],
  { senderName, senderPhone }: { senderName: string; senderPhone: string | null },
) {
  const called = lastWord(senderName);
  const ranked = doors.map((door) => {
    const owners = door.members
      .filter(({ phone }) => phone !== null && phone === senderPhone)
      .map(({ fullName }) => fullName);
    const namesakes = door.members.filter(({ fullName }) => lastWord(fullName) === called);
    const points =
      (door.addressRank === null ? 0 : (ADDRESS_POINTS[door.addressRank] ?? 0)) +
      (owners.length > 0 ? PHONE_POINTS : 0) +
      (namesakes.length > 0 ? NAME_POINTS : 0);
    const reasons = [
      ...(door.addressRank === null ? [] : [door.addressRank === 0 ? 'đúng địa chỉ' : 'gần giống địa chỉ']),
      ...(owners.length > 0 ? [`số của ${owners.join(', ')}`] : []),
      ...(namesakes.length > 0 ? [`có ${namesakes.map(({ fullName }) => fullName).join(', ')}`] : []),
    ];
    return { door: { ...door, reasons }, points };
  });
  return ranked
    .sort((one, other) => other.points - one.points)
    .slice(0, MOST_SHOWN)
    .map(({ door }) => door);
}

/** 'bà Hòa' and 'Nguyễn Thị Hoà' are both 'hoa': people call each other by the given name. */
const lastWord = (name: string): string => foldVietnamese(name).split(' ').at(-1) ?? '';
