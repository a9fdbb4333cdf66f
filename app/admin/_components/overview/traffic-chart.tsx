'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { StackedChart } from '@/components/charts/stacked-chart'
import { Card, CardContent } from '@/components/ui/card'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import type { HourOfModel } from '@/lib/operations'
import { prepareHours } from './prepare-hours'

const measures = ['requests', 'spend', 'failed'] as const
type Measure = (typeof measures)[number]

/** The last 24 hours by model. */
export function TrafficChart({ hours, now }: { hours: readonly HourOfModel[]; now: string }) {
  const t = useTranslations('admin.overview.chart')
  const [measure, setMeasure] = useState<Measure>('requests')
  const catalogue = [...new Set(hours.map((hour) => hour.model))]
  return (
    <Card>
      <CardContent>
        <Tabs
          value={measure}
          onValueChange={(value) => setMeasure(measures.find((known) => known === value) ?? measure)}
        >
          <TabsList>
            {measures.map((name) => (
              <TabsTrigger key={name} value={name}>
                {t(name)}
              </TabsTrigger>
            ))}
          </TabsList>
          {measures.map((name) => (
            <TabsContent key={name} value={name}>
              <StackedChart
                label={t(name)}
                unit={name === 'spend' ? 'usd' : 'count'}
                granularity="hour"
                catalogue={catalogue}
                {...prepareHours(hours, name, new Date(now))}
              />
            </TabsContent>
          ))}
        </Tabs>
      </CardContent>
    </Card>
  )
}
