/** A document's title without the ending that people do not write. */
export const titleOf = (title: string): string => title.replace(/\.(md|markdown)$/i, '')

/** The headings that lead to a passage, without the document's own title before them. */
export const placeIn = (title: string, heading: string | undefined): string | undefined =>
  heading?.startsWith(`${title} › `) ? heading.slice(title.length + 3) : heading
