/**
 * Letters that TCVN3 (.VnTime and its kin) uses for Vietnamese ones and that no Vietnamese or Western name holds:
 * 'NguyÔn ThÞ H¹nh', 'TrÇn V¨n §øc', 'Ph¹m Hoµng'.
 */
const SURE = /[µ¶¸¹¨»¾¼½©®ªÞ§¬\u00ad]\p{L}|\p{L}[µ¶¸¹¨»¾¼½©®ªÞ§¬\u00ad]/u;
/** A capital with an accent amid small letters, as 'Ô' in 'NguyÔn'. */
const CAPITAL_INSIDE = /\p{Ll}[ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÛÜÝß](?:\p{Ll}|\b|$)/u;
/** Letters of Western names too: two of them in one word are no coincidence. */
const LIKELY = /[äåæçëîïñöøûüÿþß]\p{L}*[äåæçëîïñöøûüÿþß]/u;

/** Whether a text was typed with an old TCVN3 font, so that its letters are not the ones it shows. */
export function isOldFontText(text: string): boolean {
  return SURE.test(text) || CAPITAL_INSIDE.test(text) || LIKELY.test(text);
}
