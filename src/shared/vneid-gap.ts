/** What a resident lacks of VNeID level 2. */
interface Gap {
  /** 'mới có VNeID mức 1', after a name. */
  words: string;
  /** Whether the way to level 2 begins with the service that the guide names as first task. */
  isFirstTask: boolean;
}

const GAPS: Readonly<Record<string, Gap>> = {
  none: { words: 'chưa có VNeID', isFirstTask: true },
  level_1: { words: 'mới có VNeID mức 1', isFirstTask: true },
  level_2_inactive: { words: 'có mức 2 nhưng chưa kích hoạt: kích hoạt trước', isFirstTask: false },
  locked: { words: 'bị khóa VNeID: mở khóa trước', isFirstTask: false },
};

/** @param level a VNeID level. @returns null for level 2, and when the level is unknown. */
export const level2Gap = (level: string): Gap | null => GAPS[level] ?? null;
