import { showChosenParts } from './chosen-parts';
import { enableBoardKeys } from './coverage-board';
import { focusErrorSummary } from './error-summary';
import { showMeantAsTyped } from './meant-as-typed';
import { showProgressLive } from './live-progress';
import { enablePageButtons } from './page-buttons';
import { enableRepeatedRows } from './repeated-rows';
import { enableSearchSelects } from './search-select';
import { sendOnce } from './send-once';
import { enableTypedSearch } from './typed-search';
import { warnUnsaved } from './unsaved-words';
import { showLevelsOfMet } from './visit-levels';
import { enableWalkOrder } from './walk-order';

// Pages work without any of this; it only saves steps and mistakes.
enablePageButtons();
enableSearchSelects();
enableTypedSearch();
showMeantAsTyped();
enableRepeatedRows();
enableWalkOrder();
enableBoardKeys();
showChosenParts();
showLevelsOfMet();
sendOnce();
warnUnsaved();
focusErrorSummary();
showProgressLive();
