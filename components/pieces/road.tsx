import { cn } from '@/components/ui/cn'

/** A stretch of asphalt with its lane marking and a gate, from edge to edge: the one ornament. */
export function Road({ className }: { className?: string }) {
  return (
    <div data-slot="road" aria-hidden className={cn('relative h-28 overflow-hidden bg-road', className)}>
      <div className="absolute inset-x-0 top-3 h-0.5 bg-road-paint" />
      <div className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 bg-[repeating-linear-gradient(90deg,var(--road-paint)_0_48px,transparent_48px_112px)]" />
      <div className="absolute inset-x-0 bottom-3 h-0.5 bg-road-paint" />
      <div className="absolute inset-y-0 left-[62%] flex">
        <div className="w-1.5 bg-accent" />
        <div className="hatched w-1 text-road-paint" />
      </div>
    </div>
  )
}
