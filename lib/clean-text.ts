/**
 * Controls, halves of characters, and what turns the direction of a line: nobody types them, stores choke on the first
 * two, and the last lets a name look like another one. Plain right-to-left letters and the joiners of Persian, Indic
 * scripts and emoji stay.
 */
const unwanted = /[^\P{Cc}\n\t]|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufeff]/gu
const unstorable = /\0|\p{Cs}/u

/** A text of several lines without invisible controls; everything that can be seen stays. */
export function cleanText(text: string): string {
  return text.replaceAll(unwanted, '')
}

/** A text of one line without invisible controls; line breaks and tabs become spaces. */
export function cleanLine(text: string): string {
  return cleanText(text.replaceAll(/[\r\n\t\u2028\u2029]+/g, ' '))
}

/** Whether PostgreSQL can keep the text as it is. */
export function isStorable(text: string): boolean {
  return !unstorable.test(text)
}
