/** What a new password must be; the server judges the same, and refuses common ones besides. */

export const LENGTH_MIN = 12
const KINDS_MIN = 5
const OWNER_MIN = 4
const PRODUCT = /apex[- ]?trade/i

export interface Rule {
  text: string
  isMet: boolean
}

/** Return the rules in words, and which of them the password meets. */
export function rulesOf(password: string, email = ''): Rule[] {
  const lowered = password.toLowerCase()
  const owner = (email.split('@')[0] ?? '').toLowerCase()
  const isOwn = owner.length >= OWNER_MIN && lowered.includes(owner)
  return [
    { text: `${LENGTH_MIN} characters or more`, isMet: [...password].length >= LENGTH_MIN },
    {
      text: `${KINDS_MIN} different characters or more`,
      isMet: new Set(lowered).size >= KINDS_MIN,
    },
    {
      text: 'Not the name of this product, and not your address',
      isMet: password !== '' && !PRODUCT.test(password) && !isOwn,
    },
  ]
}

export interface Strength {
  score: 0 | 1 | 2 | 3 | 4
  word: string
}

const WORDS = ['', 'Too weak', 'Acceptable', 'Good', 'Strong'] as const

/**
 * Return how hard the password is to guess: length counts most, as it does for the server.
 *
 * Repeated characters count for nothing; all rules must be met to be more than too weak.
 */
export function strengthOf(password: string, email = ''): Strength {
  if (password === '') return { score: 0, word: WORDS[0] }
  if (rulesOf(password, email).some(({ isMet }) => !isMet)) return { score: 1, word: WORDS[1] }
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password))
  const worth = new Set(password).size + 2 * (kinds.length - 1) + (password.length >= 20 ? 4 : 0)
  const score = worth >= 18 ? 4 : worth >= 13 ? 3 : 2
  return { score, word: WORDS[score] }
}
