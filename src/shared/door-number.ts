/**
 * The few characters on the door motif: the room in a building, else the house number, '–' when neither is known.
 * Rooms lose a leading P ('P304' → '304'), so that they fit.
 */
export function doorNumberOf({ houseNumber, room }: { houseNumber: string; room: string }): string {
  return room.replace(/^P\.?\s?(?=\d)/i, '') || houseNumber || '–';
}
