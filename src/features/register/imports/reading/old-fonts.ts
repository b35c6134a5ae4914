/**
 * Characters that TCVN3 fonts (.VnTime and relatives) use for Vietnamese letters and that occur in no Vietnamese or
 * Western name: 'NguyÔn ThÞ H¹nh', 'TrÇn V¨n §øc', 'Ph¹m Hoµng'.
 */
const SURE = /[µ¶¸¹¨»¾¼½©®ªÞ§¬\u00ad]\p{L}|\p{L}[µ¶¸¹¨»¾¼½©®ªÞ§¬\u00ad]/u;
/** An accented capital after a small letter, such as 'Ô' in 'NguyÔn'. */
const CAPITAL_INSIDE = /\p{Ll}[ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÛÜÝß](?:\p{Ll}|\b|$)/u;
/** Letters that also occur in Western names; two of them in one word are no coincidence. */
const LIKELY = /[äåæçëîïñöøûüÿþß]\p{L}*[äåæçëîïñöøûüÿþß]/u;

/** Whether a text was typed with an old TCVN3 font, so that its characters are not the letters it displays. */
export const isOldFontText = (text: string): boolean =>
  SURE.test(text) || CAPITAL_INSIDE.test(text) || LIKELY.test(text);
