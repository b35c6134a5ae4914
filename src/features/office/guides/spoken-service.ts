import type { Transaction } from '../../../db/database';
import { NotFoundError } from '../../../shared/errors';
import { newIdAt } from '../../../shared/new-id';
import { invalid, STALE, UNCHANGED } from '../../../shared/outcome';
import { done, verb } from '../audit/transact';
import type { SpokenStepForm } from './forms';
import { lockService } from './service';
import type { Sound } from './sound-file';
import { spokenWords } from './spoken-queries';

const NO_STEP = 'Các bước vừa đổi: mở lại trang này.';

/** Saves text and sound of a step in one language; without a new sound the old one stays. */
export const saveSpokenStep = verb(
  async (
    { tx, actor, now },
    serviceId: string,
    { step: stepId, language, text, seen, sound }: SpokenStepForm & { sound: Sound | null },
  ) => {
    const { wardId } = actor;
    await lockService(tx, wardId, serviceId);
    const { step, key, before } = await keyOf(tx, wardId, serviceId, { stepId, language });
    if (language === '' && text !== '') return invalid({ text: 'Lời tiếng Việt là bước đã soạn: để trống ô này.' });
    if (!sound && text === '' && !before) return invalid({ sound: 'Ghi âm, hoặc chọn một tệp.' });
    const isSameSound = !sound || (before?.sound && sound.bytes.equals(before.sound));
    if (before && isSameSound && before.text === text) return UNCHANGED;
    if (before && before.id !== seen) return { ...STALE, position: step.position, theirs: before };
    const at = now();
    const seconds = sound && Math.max(1, Math.round(sound.seconds));
    const data = {
      text,
      // A new id, because browsers cache a sound by its address.
      id: newIdAt(at),
      ...(sound && {
        sound: new Uint8Array(sound.bytes),
        soundType: sound.type,
        seconds,
        spokenBy: actor.id,
        spokenAt: at,
      }),
    };
    await tx.spokenStep.upsert({ where: { wardId_language_words: key }, update: data, create: { ...key, ...data } });
    return done(
      'spoken-step.save',
      { type: 'public-service', id: serviceId },
      { position: step.position, language, text, ...(seconds && { seconds }) },
    );
  },
);

/** Deletes the sound of a step in one language; its text stays. */
export const removeSound = verb(
  async (
    { tx, actor },
    serviceId: string,
    { step: stepId, language, seen }: Pick<SpokenStepForm, 'step' | 'language' | 'seen'>,
  ) => {
    const { wardId } = actor;
    await lockService(tx, wardId, serviceId);
    const { step, key, before } = await keyOf(tx, wardId, serviceId, { stepId, language });
    if (!before?.sound) return UNCHANGED;
    if (before.id !== seen) return STALE;
    await tx.spokenStep.update({ where: { wardId_language_words: key }, data: NOTHING_SAID });
    return done(
      'spoken-step.remove-sound',
      { type: 'public-service', id: serviceId },
      { position: step.position, language },
    );
  },
);

/** Deletes every sound of an officer who leaves; returns how many. */
export async function removeSoundsOf(tx: Transaction, wardId: string, spokenBy: string): Promise<number> {
  const { count } = await tx.spokenStep.updateMany({ where: { wardId, spokenBy }, data: NOTHING_SAID });
  return count;
}

const NOTHING_SAID = { sound: null, soundType: null, seconds: null, spokenBy: null, spokenAt: null };

/** A step, its key, and how it is said until now. @throws NotFoundError if the service has no such step, or the ward no such language. */
async function keyOf(
  tx: Transaction,
  wardId: string,
  publicServiceId: string,
  { stepId, language }: { stepId: string; language: string },
) {
  const step = await tx.guideStep.findFirst({
    where: { id: stepId, wardId, serviceGuide: { publicServiceId, publicService: { kind: { not: 'topic' } } } },
  });
  const ward = await tx.ward.findUniqueOrThrow({ where: { id: wardId }, select: { secondLanguage: true } });
  if (!step || !['', ward.secondLanguage].includes(language)) throw new NotFoundError(NO_STEP);
  const key = { wardId, language, words: spokenWords(step) };
  const before = await tx.spokenStep.findUnique({ where: { wardId_language_words: key } });
  return { step, key, before };
}
