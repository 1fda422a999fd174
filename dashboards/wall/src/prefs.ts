/* What an agent prefers at this browser: language, light, sound. Kept here; a browser that keeps nothing asks again. */

export type Language = 'en' | 'zh';
export type Light = 'dark' | 'light';
export type Sound = 'all' | 'severe' | 'off';

interface Prefs {
  language: Language;
  light: Light;
  sound: Sound;
}

const name = 'escort.wall';
const otherwise = (): Prefs => ({
  language: typeof navigator !== 'undefined' && navigator.language.startsWith('zh') ? 'zh' : 'en',
  light: 'dark', // the desk's rooms are dark; whoever sits by a window says so
  sound: 'all',
});

export function prefs(): Prefs {
  const own = otherwise();
  try {
    return { ...own, ...(JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Prefs>) };
  } catch {
    return own; // no storage here, or somebody else's words in it
  }
}

export function prefer(some: Partial<Prefs>): void {
  try {
    localStorage.setItem(name, JSON.stringify({ ...prefs(), ...some }));
  } catch {
    // then it holds until the page is left
  }
}
