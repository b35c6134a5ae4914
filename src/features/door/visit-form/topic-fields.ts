import type { TopicArea } from '../../../generated/prisma/enums';
import { memoizeByObject } from '../../../shared/memoize-by-object';
import type { OfferedChoices, ServiceChoice, VisitChoices } from './form-queries';
import { guideVersion } from './teaching-fields';

/** What to read aloud about a topic. */
interface Script {
  name: string;
  version: string;
  isDraft: boolean;
  paragraphs: string[];
}

const TOPIC_AREAS: Record<TopicArea, string> = {
  scam: 'Phòng lừa đảo',
  e_id: 'Lợi ích của định danh điện tử',
  law: 'Quyền và quy định mới',
};

/** The topics by area; those of the officer's previous door that evening stand first, under a heading of their own. */
export function topicGroups(
  { offered, previousTopicIds }: Pick<VisitChoices, 'offered' | 'previousTopicIds'>,
  taught: readonly string[],
) {
  const isPrevious = ({ id }: ServiceChoice) => previousTopicIds.includes(id);
  const topics = offered.services.filter(({ kind }) => kind === 'topic');
  const scripts = scriptsOf(offered);
  const previous = topics.filter(isPrevious);
  const group = (id: string, label: string, found: ServiceChoice[]) => ({
    id: `topics-${id}`,
    label,
    cards: found.map((topic) => ({ value: topic.id, label: topic.name, hint: '', checked: taught.includes(topic.id) })),
    scripts: found.flatMap(({ id: topicId }) => scripts.get(topicId) ?? []),
    /** A button that ticks all of them. */
    tickAll: '',
  });
  return [
    {
      ...group('previous', 'Vừa nói ở cửa trước', previous),
      tickAll: previous.length > 1 ? `Như cửa trước: ${previous.map(({ name }) => name).join('; ')}` : '',
    },
    ...(Object.keys(TOPIC_AREAS) as TopicArea[]).map((area) =>
      group(
        area,
        TOPIC_AREAS[area],
        topics.filter((topic) => topic.topicArea === area && !isPrevious(topic)),
      ),
    ),
  ].filter(({ cards }) => cards.length > 0);
}

/** What to read aloud about the topics for which the ward has words, by topic. */
const scriptsOf = memoizeByObject(({ services, guides }: OfferedChoices) => {
  const topics = new Map(services.filter(({ kind }) => kind === 'topic').map(({ id, name }) => [id, name]));
  const scripts = new Map<string, Script>();
  for (const guide of guides) {
    const name = topics.get(guide.serviceId);
    if (name === undefined || scripts.has(guide.serviceId)) continue;
    const { isDraft, steps } = guide;
    const paragraphs = steps.map(({ action }) => action);
    scripts.set(guide.serviceId, { name, version: guideVersion(guide), isDraft, paragraphs });
  }
  return scripts;
});
