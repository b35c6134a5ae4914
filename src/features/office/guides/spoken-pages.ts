import { formatDate, localDateOf } from '../../../shared/dates';
import { errorSummary, typed, type Failed } from '../../../web/form';
import { viewOf } from '../../../web/page';
import { MAX_SOUND_SECONDS } from './forms';
import { spokenWords, type SpokenBy, type SpokenGuide } from './spoken-queries';

/** Every step in every language of the ward, each with a form of its own. */
export function spokenPage({ id, name, secondLanguage, steps, spoken }: SpokenGuide, failed?: Failed) {
  const languages = ['', ...(secondLanguage ? [secondLanguage] : [])];
  const failedAt = failed ? placeOf(typed(failed.values, 'step'), typed(failed.values, 'language')) : '';
  const action = `/public-services/${id}/sounds`;
  return viewOf('office/guides/sounds', {
    name,
    backHref: `/public-services/${id}`,
    action,
    removeAction: `${action}/removal`,
    maxSeconds: MAX_SOUND_SECONDS,
    summary: errorSummary(failed?.errors ?? {}).map(({ fieldId, message }) => ({
      fieldId: `${fieldId}-${failedAt}`,
      message,
    })),
    steps: steps.map((step) => ({
      id: step.id,
      heading: `Bước ${step.position}`,
      action: step.action,
      detail: step.detail,
      languages: languages.map((language) => {
        const said = spoken.find((each) => each.language === language && each.words === spokenWords(step));
        const place = placeOf(step.id, language);
        const here = failedAt === place ? failed : undefined;
        return {
          language,
          place,
          label: language || 'Tiếng Việt',
          seen: here ? typed(here.values, 'seen') : (said?.id ?? ''),
          hasText: language !== '' || here?.errors.text !== undefined,
          text: here ? typed(here.values, 'text') : (said?.text ?? ''),
          textError: here?.errors.text ?? '',
          soundError: here?.errors.sound ?? '',
          heard: said ? heardOf(said) : null,
        };
      }),
    })),
  });
}

/** Suffix of the field ids of one form. */
const placeOf = (stepId: string, language: string): string => `${stepId}${language === '' ? '' : '-2'}`;

function heardOf({ id, seconds, speaker, spokenAt }: SpokenBy) {
  if (seconds === null) return null;
  return {
    src: soundPath(id),
    words: `${speaker!} nói, ghi ngày ${formatDate(localDateOf(new Date(spokenAt!)))}, ${seconds} giây`,
  };
}

export const soundPath = (id: string): string => `/guide-sounds/${id}`;
