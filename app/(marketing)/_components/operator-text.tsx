/** The operator's own words: blank lines part paragraphs, lines with # are headings. Nothing in it is taken as HTML. */
export function OperatorText({ text }: { text: string }) {
  const blocks = text
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter(Boolean)
  return (
    <div className="flex max-w-2xl flex-col gap-4 text-base leading-7">
      {blocks.map((block, index) => {
        const key = `${index}:${block.slice(0, 20)}`
        const heading = /^#{1,6} +(.+)$/.exec(block)
        if (!heading) {
          return (
            <p key={key} className="whitespace-pre-line">
              {block}
            </p>
          )
        }
        return (
          <h2 key={key} className="pt-4 font-semibold text-base">
            {heading[1]}
          </h2>
        )
      })}
    </div>
  )
}
