import { v5 as derivedId } from 'uuid';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { invalid } from '../../../shared/outcome';
import { changedFields } from '../audit/changes';
import { correct } from '../audit/correct';
import { done, verb } from '../audit/transact';
import { DUE_RULES, PUBLIC_SERVICES } from '../reference-data/entries';
import type { DueRuleForm } from './forms';

/** Keeps the law, the source and the services of a rule, and the day on which the office checked them. */
export const checkRule = verb(
  async ({ tx, actor: { wardId } }, id: string, { version, service, service2, service3, ...form }: DueRuleForm) => {
    await lockOrNotFound(tx, 'due_rule', { id, wardId, missing: 'Không có quy tắc này.' });
    const before = await tx.dueRule.findFirstOrThrow({ where: { id, wardId } });
    const services = await tx.publicService.findMany({ where: { wardId, kind: { not: 'topic' } } });
    const names = new Map(services.map((known) => [known.id, known.name]));
    const publicServiceIds = [...new Set([service, service2, service3])].filter((one) => one !== null);
    const [unknown] = Object.entries({ service, service2, service3 }).find(([, one]) => one && !names.has(one)) ?? [];
    if (unknown) return invalid({ [unknown]: 'Danh mục không có dịch vụ này.' });
    const named = (ids: string[]) => ids.map((one) => names.get(one)).join('; ');
    const words = { ...form, checkedOn: form.checkedOn && toDbDate(form.checkedOn) };
    const changes = changedFields<object>(
      { ...before, services: named(before.publicServiceIds) },
      { ...words, services: named(publicServiceIds) },
    );
    return correct(before, { ...words, publicServiceIds, version, changes }, async (data) => {
      await tx.dueRule.updateMany({ where: { id, wardId }, data });
      return done('due-rule.check', id, { name: before.key, changes });
    });
  },
);

/** Names the rules of the reference data in the ids below. */
const NAMESPACE = '2f6f0a34-7c1d-4a0b-9d6e-6a2b7b0f4c51';

/**
 * Gives every ward, or one, the rules of the reference data, and their newest law and source where the ward has not saved
 * its own. Services are recognised by kind and name, because their codes change; a ward without one gets no rule.
 */
export async function addReferenceDueRules(tx: Transaction, wardId?: string): Promise<void> {
  const rules = DUE_RULES.map(({ key, serviceKeys, law, source, checkedOn }) => ({
    key,
    wanted: serviceKeys.map((serviceKey) => PUBLIC_SERVICES.find((service) => service.key === serviceKey)!),
    data: { law, source, checkedOn: checkedOn && toDbDate(checkedOn) },
  }));
  const services = await tx.publicService.findMany({ where: { ...(wardId && { wardId }) }, orderBy: { id: 'asc' } });
  const wards = [...new Set(services.map((service) => service.wardId))];
  await tx.dueRule.createMany({
    data: wards.flatMap((ward) =>
      rules.flatMap(({ key, wanted, data }) => {
        const publicServiceIds = wanted.flatMap(
          ({ kind, name }) =>
            services.find((known) => known.wardId === ward && known.kind === kind && known.name === name)?.id ?? [],
        );
        const id = derivedId(`${ward} ${key}`, NAMESPACE);
        return publicServiceIds.length > 0 ? { id, wardId: ward, key, publicServiceIds, ...data } : [];
      }),
    ),
    skipDuplicates: true,
  });
  for (const { key, data } of rules)
    await tx.dueRule.updateMany({ where: { ...(wardId && { wardId }), key, version: 1 }, data });
}
