import { z } from 'zod';
import { PlaceKind } from '../../../generated/prisma/enums';
import { keysOf } from '../../../shared/labels';
import { foldVietnamese } from '../../../shared/vietnamese-text';
import { idField, optionalText, requiredText, versionField } from '../../../web/form';
import type { MoveSide } from './hand-order';

export interface Move {
  item: string;
  side: MoveSide;
  target: string;
  version: number;
}

const SIDES = ['before', 'after'] as const satisfies readonly MoveSide[];

/**
 * What to move and where: chosen in three fields, or given by a button beside a row ('<item>><side>><target>'). The ids
 * are those of the page: of a door, or the path of an alley, which may contain spaces.
 */
export const moveForm = z
  .object({
    version: versionField(),
    move: z.string().max(1000).optional(),
    item: z.string().max(500).default(''),
    side: z.string().default(''),
    target: z.string().max(500).default(''),
  })
  .transform((fields, context): Move => {
    const [item, side, target] = fields.move?.split('>') ?? [fields.item, fields.side, fields.target];
    const known = SIDES.find((one) => one === side);
    if (item && target && known && item !== target) return { item, side: known, target, version: fields.version };
    context.addIssue({
      code: 'custom',
      path: ['item'],
      message: item && item === target ? 'Chọn hai chỗ khác nhau.' : 'Chọn cửa nào và đưa đến đâu.',
    });
    return z.NEVER;
  });

export const SAME_NAME = 'Tên này trùng với tên đang dùng. Tìm kiếm vốn không kể dấu.';

const aliasFields = z.object({ alias: requiredText('Ghi tên người ta vẫn gọi.', 80), note: optionalText(300) });

/** `place` is the kind and name of a registered place: 'street:Trúc Bạch'. */
export const newAliasForm = aliasFields
  .extend({
    id: idField('Biểu mẫu thiếu mã. Tải lại trang.'),
    place: z.string({ error: 'Chọn phố, ngõ hay phường cũ.' }).max(200),
  })
  .transform(({ place, ...rest }, context) => {
    const [, kind, name = ''] = /^(\w+):(.+)$/.exec(place) ?? [];
    const known = keysOf(PlaceKind).find((one) => one === kind);
    if (!known || name === '') {
      context.addIssue({ code: 'custom', path: ['place'], message: 'Chọn phố, ngõ hay phường cũ.' });
      return z.NEVER;
    }
    if (isSameName(name, rest.alias)) {
      context.addIssue({ code: 'custom', path: ['alias'], message: SAME_NAME });
      return z.NEVER;
    }
    return { ...rest, kind: known, name };
  });
export type NewAlias = z.output<typeof newAliasForm>;

export const aliasForm = aliasFields.extend({ version: versionField() });
export type EditedAlias = z.output<typeof aliasForm>;

export const isSameName = (one: string, other: string): boolean => foldVietnamese(one) === foldVietnamese(other);
