import { v5 as derivedId } from 'uuid';
import type { z } from 'zod';
import type { Transaction } from '../../../db/database';
import { toDbDate } from '../../../db/dates';
import { lockOrNotFound } from '../../../db/locks';
import { correct } from '../audit/correct';
import { done, verb } from '../audit/transact';
import { DUE_RULES, PUBLIC_SERVICES } from '../reference-data/entries';
import type { dueRuleForm } from './forms';

/** Keeps the law and the source of a rule, and the day on which the office checked them. */
export const checkRule = verb(
  async ({ tx, actor: { wardId } }, id: string, form: z.output<ReturnType<typeof dueRuleForm>>) => {
    await lockOrNotFound(tx, 'due_rule', { id, wardId, missing: 'Không có quy tắc này.' });
    const before = await tx.dueRule.findFirstOrThrow({ where: { id, wardId } });
    const checkedOn = form.checkedOn && toDbDate(form.checkedOn);
    return correct(before, { ...form, checkedOn }, async (data, changes) => {
      await tx.dueRule.updateMany({ where: { id, wardId }, data });
      return done('due-rule.check', id, { name: before.key, changes });
    });
  },
);

/** Names the rules of the reference data in the ids below. */
const NAMESPACE = '2f6f0a34-7c1d-4a0b-9d6e-6a2b7b0f4c51';

/**
 * Gives every ward, or one, the rules of the reference data, and their newest law and source where the ward has not saved
 * its own. Services are recognised by kind and name, because their codes change; a ward without the service gets no rule.
 */
export async function addReferenceDueRules(tx: Transaction, wardId?: string): Promise<void> {
  const rules = DUE_RULES.map(({ key, serviceKey, law, source, checkedOn }) => ({
    key,
    service: PUBLIC_SERVICES.find((service) => service.key === serviceKey)!,
    data: { law, source, checkedOn: checkedOn && toDbDate(checkedOn) },
  }));
  const services = await tx.publicService.findMany({
    where: { ...(wardId && { wardId }), name: { in: rules.map(({ service }) => service.name) } },
    orderBy: { id: 'asc' },
  });
  await tx.dueRule.createMany({
    data: services.flatMap(({ id: publicServiceId, wardId: ward, kind, name }) =>
      rules
        .filter(({ service }) => service.kind === kind && service.name === name)
        .map(({ key, data }) => {
          const id = derivedId(`${ward} ${key}`, NAMESPACE);
          return { id, wardId: ward, key, publicServiceId, ...data };
        }),
    ),
    skipDuplicates: true,
  });
  for (const { key, data } of rules)
    await tx.dueRule.updateMany({ where: { ...(wardId && { wardId }), key, version: 1 }, data });
}
