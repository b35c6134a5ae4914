import type { TopicArea } from '../../../generated/prisma/enums';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import type { OfferedChoices, ServiceChoice, VisitChoices } from './form-queries';

const TOPIC_AREAS: Record<TopicArea, string> = {
  scam: 'Phòng lừa đảo',
  e_id: 'Lợi ích của định danh điện tử',
  law: 'Quyền và quy định mới',
};
/** As many topics are offered before "Điều khác". */
const LATELY = 3;

/**
 * Offers the topics of the officer's previous door that evening, those ticked and those said last; behind them all
 * others by area.
 */
export function topicChoices(
  { offered, recentTopics }: Pick<VisitChoices, 'offered' | 'recentTopics'>,
  taught: readonly string[],
) {
  const topics = offered.services.filter(({ kind }) => kind === 'topic');
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const found = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);
  const previous = found(recentTopics.filter(({ isPrevious }) => isPrevious).map(({ id }) => id));
  const rest = [...new Set([...found(taught), ...found(recentTopics.map(({ id }) => id)), ...topics])].filter(
    (topic) => !previous.includes(topic),
  );
  const count = Math.max(LATELY - previous.length, rest.filter(({ id }) => taught.includes(id)).length);
  const lately = rest.slice(0, count);
  const others = rest.slice(count);
  const scripts = scriptsOf(offered);
  const group = (label: string, members: ServiceChoice[]) => ({
    label,
    topics: members.map(({ id, name }) => ({
      card: { value: id, label: name, checked: taught.includes(id) },
      script: scripts.get(id) ?? null,
    })),
    /** A button that ticks all of them. */
    tickAll: '',
  });
  const withTopics = (groups: ReturnType<typeof group>[]) => groups.filter((each) => each.topics.length > 0);
  return {
    lately: withTopics([
      {
        ...group('Vừa nói ở cửa trước', previous),
        tickAll: previous.length > 1 ? `Như cửa trước: ${previous.map(({ name }) => name).join('; ')}` : '',
      },
      group(previous.length > 0 ? 'Hay nói' : 'Đã nói chuyện gì?', lately),
    ]),
    others: withTopics(
      (Object.keys(TOPIC_AREAS) as TopicArea[]).map((area) =>
        group(
          TOPIC_AREAS[area],
          others.filter((topic) => topic.topicArea === area),
        ),
      ),
    ),
  };
}

/** What to read aloud about the topics for which the ward has words, by topic. */
const scriptsOf = memoizeByObject(
  ({ guides }: OfferedChoices) =>
    // The newest guide of a service comes first.
    new Map(
      guides.toReversed().map(({ serviceId, steps }) => [serviceId, { paragraphs: steps.map(({ action }) => action) }]),
    ),
);
