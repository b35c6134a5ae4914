import type { SmartphoneAccess, VneidLevel, YesNoUnknown } from '../../../generated/prisma/enums';
import { SMARTPHONES, VNEID_LEVELS, YES_NO } from '../../../shared/labels';

/** The answers about a person's readiness. */
export interface ReadinessFacts {
  vneidLevel: VneidLevel;
  simInOwnName: YesNoUnknown;
  smartphone: SmartphoneAccess;
  livesAlone: YesNoUnknown;
  hardToMove: YesNoUnknown;
  needsHelper: YesNoUnknown;
}
export type ReadinessField = keyof ReadinessFacts;

export const READINESS_LABELS: Record<ReadinessField, string> = {
  vneidLevel: 'Mức VNeID',
  simInOwnName: 'SIM chính chủ',
  smartphone: 'Điện thoại thông minh',
  livesAlone: 'Sống một mình',
  hardToMove: 'Khó đi lại',
  needsHelper: 'Cần người giúp',
};
export const READINESS_FIELDS = Object.keys(READINESS_LABELS) as readonly ReadinessField[];

export const READINESS_VALUES: { [Field in ReadinessField]: Record<ReadinessFacts[Field], string> } = {
  vneidLevel: VNEID_LEVELS,
  simInOwnName: YES_NO,
  smartphone: SMARTPHONES,
  livesAlone: YES_NO,
  hardToMove: YES_NO,
  needsHelper: YES_NO,
};

export const NOTHING_ASKED: ReadinessFacts = {
  vneidLevel: 'unknown',
  simInOwnName: 'unknown',
  smartphone: 'unknown',
  livesAlone: 'unknown',
  hardToMove: 'unknown',
  needsHelper: 'unknown',
};

/** The answer to a field as the page says it: 'Mức 1', 'Có', 'Chưa rõ'. */
export function readinessValue(field: ReadinessField, facts: ReadinessFacts): string {
  return (READINESS_VALUES[field] as Record<string, string>)[facts[field]] ?? '';
}
