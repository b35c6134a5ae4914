import { z } from 'zod';
import { checkbox } from '../../web/form';

/** How to read the list that is sent. */
export const uploadForm = z.object({ isFirstHead: checkbox() });

export interface Decision {
  rowNumber: number;
  decision: 'same_person' | 'new_person' | 'skip';
  residentId: string | null;
}

/** 'same_person:<id>' of a candidate, 'new_person' or 'skip', by 'r<row number>'. */
export const decisionsForm = z.object({
  decisions: z.record(z.string().regex(/^r\d{1,7}$/), z.string().regex(/^(new_person|skip|same_person:[0-9a-f-]{36})$/), { error: 'Chưa chọn dòng nào.' }),
}).transform(({ decisions }): Decision[] => Object.entries(decisions).map(([row, said]) => {
  const [decision, residentId] = said.split(':') as [Decision['decision'], string?];
  return { rowNumber: Number(row.slice(1)), decision, residentId: residentId ?? null };
}));

export const confirmationForm = z.object({ leaveOutWrong: checkbox(), skipUndecided: checkbox(), createGroups: checkbox() });
export type Confirmation = z.output<typeof confirmationForm>;
