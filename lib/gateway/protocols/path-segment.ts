/** A part of a URL's path with its escapes resolved; one whose escapes are broken as it stands (it names nothing). */
export function decodedSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // "%E0%A4%A" is no text in UTF-8.
    return text
  }
}
