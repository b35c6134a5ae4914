import { likelyDoors, type PossibleDoor } from '../../../../src/features/rounds/requests/likely-doors';

const door = (id: string, given: Partial<PossibleDoor> = {}): PossibleDoor => ({
  id,
  addressLine: id,
  groupName: null,
  addressRank: null,
  isPaused: false,
  members: [],
  requests: [],
  ...given,
});
const sender = { senderName: 'bà Hoà', senderPhone: '0912000222' };
const hoa = { fullName: 'Nguyễn Thị Hòa', phone: null };

describe('the doors a request may be about', () => {
  it('stand with the address and the name first, then the telephone, then what only sounds alike', () => {
    const found = likelyDoors(
      [
        door('words', { addressRank: 2 }),
        door('telephone', { members: [{ fullName: 'Trần Thị Mai', phone: '0912000222' }] }),
        door('begins', { addressRank: 1 }),
        door('both', { addressRank: 0, members: [hoa] }),
      ],
      sender,
    );
    expect(found.map(({ id, reasons }) => [id, reasons.join('; ')])).toEqual([
      ['both', 'đúng địa chỉ; có Nguyễn Thị Hòa'],
      ['telephone', 'số của Trần Thị Mai'],
      ['begins', 'gần giống địa chỉ'],
      ['words', 'gần giống địa chỉ'],
    ]);
  });

  it('are six at most, in the order found where nothing tells them apart', () => {
    const doors = Array.from({ length: 9 }, (_, n) => door(String(n), { addressRank: 1 }));
    expect(likelyDoors(doors, sender).map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5']);
  });
});
