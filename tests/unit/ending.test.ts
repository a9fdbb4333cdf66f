import { describe, expect, it } from 'vitest'
import { Ending } from '@/lib/ending'

describe('an ending', () => {
  it('tells each listener once, and those who left not at all', () => {
    const ending = new Ending()
    const heard: string[] = []
    const gone = () => heard.push('gone')
    ending.addEventListener('abort', () => heard.push('first'))
    ending.addEventListener('abort', gone)
    ending.removeEventListener('abort', gone)
    expect(ending.aborted).toBe(false)
    ending.abort()
    ending.abort()
    ending.addEventListener('abort', () => heard.push('late'))
    expect(ending.aborted).toBe(true)
    expect(heard).toEqual(['first'])
  })

  it('is seen as ended by its listeners, and lets one remove another', () => {
    const ending = new Ending()
    const heard: string[] = []
    const other = () => heard.push('other')
    ending.addEventListener('abort', () => {
      heard.push(String(ending.aborted))
      ending.removeEventListener('abort', other)
    })
    ending.addEventListener('abort', other)
    ending.abort()
    expect(heard).toEqual(['true'])
  })

  it('tells all of them although one throws, and throws what it threw', () => {
    const ending = new Ending()
    const heard: string[] = []
    ending.addEventListener('abort', () => {
      throw new Error('a listener failed')
    })
    ending.addEventListener('abort', () => heard.push('second'))
    expect(() => ending.abort()).toThrow('a listener failed')
    expect(heard).toEqual(['second'])
  })
})
