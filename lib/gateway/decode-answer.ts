import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type SourceControl, UpstreamSource } from './upstream-source'

/** Where the transport puts an answer's bytes. */
export type AnswerSink = Pick<UpstreamSource, 'feed' | 'end' | 'fail'>

function decoderFor(encoding: string) {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      return null
  }
}

/** An upstream that compresses although identity was asked is decoded as its bytes come, with back-pressure through the decoder. */
export function answerSource(
  control: SourceControl,
  encoding: string | null,
): { source: UpstreamSource; sink: AnswerSink } {
  const decoder = encoding === null ? null : decoderFor(encoding)
  if (!decoder) {
    const source = new UpstreamSource(control)
    return { source, sink: source }
  }
  const source = new UpstreamSource({
    get paused() {
      return decoder.isPaused()
    },
    pause: () => {
      decoder.pause()
      control.pause()
    },
    resume: () => {
      decoder.resume()
      if (!decoder.writableNeedDrain) control.resume()
    },
    abort: (reason) => {
      decoder.destroy()
      control.abort(reason)
    },
  })
  decoder.on('data', (chunk: Buffer) => source.feed(chunk))
  decoder.on('drain', () => {
    if (!decoder.isPaused()) control.resume()
  })
  decoder.once('end', () => source.end())
  decoder.once('error', (error) => source.abort(`the answer could not be decoded: ${error.message}`))
  const sink: AnswerSink = {
    feed: (chunk) => {
      if (!decoder.destroyed && !decoder.write(chunk)) control.pause()
    },
    end: () => decoder.end(),
    fail: (error) => {
      decoder.destroy()
      source.fail(error)
    },
  }
  return { source, sink }
}
