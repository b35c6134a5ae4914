import { showChosenParts } from './chosen-parts';
import { focusErrorSummary } from './error-summary';
import { enablePageButtons } from './page-buttons';
import { enableRepeatedRows } from './repeated-rows';
import { sendOnce } from './send-once';
import { warnUnsaved } from './unsaved-words';

// Pages work without any of this; it only saves steps and mistakes.
enablePageButtons();
enableRepeatedRows();
showChosenParts();
sendOnce();
warnUnsaved();
focusErrorSummary();
