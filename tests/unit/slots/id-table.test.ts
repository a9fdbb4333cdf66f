import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdTable } from '@/lib/slots/id-table'

const id = fc.oneof(
  fc.nat({ max: 60 }).map((n) => `lease_${n}`),
  fc.constantFrom('', 'a', 'aaaaaaaa1', 'baaaaaaa1', 'caaaaaaa1', 'daaaaaaa1'),
)
const step = fc.record({ do: fc.constantFrom('set', 'set', 'delete', 'get'), id, value: fc.nat() })

describe('a table of ids', () => {
  it('holds what a Map holds after any history, also with ids that collide', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const table = new IdTable<number>()
        const map = new Map<string, number>()
        for (const each of steps) {
          if (each.do === 'set') {
            table.set(each.id, each.value)
            map.set(each.id, each.value)
          }
          if (each.do === 'delete') expect(table.delete(each.id)).toBe(map.delete(each.id))
          expect([table.get(each.id), table.has(each.id)]).toEqual([map.get(each.id), map.has(each.id)])
          expect(table.size).toBe(map.size)
        }
        expect(new Map(table.entries())).toEqual(map)
      }),
      { numRuns: 200 },
    )
  })

  it('shrinks again when thousands have left', () => {
    const table = new IdTable<number>()
    for (let i = 0; i < 5_000; i++) table.set(`lease_${i}`, i)
    for (let i = 0; i < 4_999; i++) table.delete(`lease_${i}`)
    expect(table.entries()).toEqual([['lease_4999', 4999]])
    expect(table.get('lease_4999')).toBe(4999)
  })
})
