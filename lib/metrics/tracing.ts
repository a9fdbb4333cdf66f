import type { Attributes, Span, SpanContext, Tracer } from '@opentelemetry/api'
import { env } from '../env'
import { logger } from '../logger'
import { shared } from '../process-state'

type Api = typeof import('@opentelemetry/api')
type Running = { api: Api; tracer: Tracer; stop(): Promise<void> }

/** One piece of work in a trace; the `traceparent` is what the next program is told. */
export type TraceSpan = {
  readonly traceparent: string
  /** A piece of this work that is done elsewhere. */
  child(name: string, attributes: Attributes): TraceSpan
  /** Ends it; `failure` says in a word why it failed. */
  end(attributes: Attributes, failure: string | null): void
}

const exportTimeoutMs = 5_000
const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/

const state = shared('tracing', (): { running: Running | null } => ({ running: null }))

/**
 * Sends traces to OTEL_EXPORTER_OTLP_ENDPOINT from now on. Without that variable nothing is loaded and every span is
 * null. Samplers, headers and names follow OpenTelemetry's own variables.
 */
export async function startTracing(version: string): Promise<void> {
  const endpoint = env().OTEL_EXPORTER_OTLP_ENDPOINT
  const own = state()
  if (endpoint === undefined || own.running) return
  const [api, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs })
  const provider = new BasicTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': 'turnpike', 'service.version': version }),
    // Bounded: spans beyond its queue are dropped, calls never wait for it.
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  own.running = { api, tracer: provider.getTracer('turnpike', version), stop: () => provider.shutdown() }
}

/** Sends what is left and stops (clean stop). */
export async function stopTracing(): Promise<void> {
  const own = state()
  const { running } = own
  own.running = null
  await running?.stop().catch((error: unknown) => logger().warn({ error: String(error) }, 'traces could not be sent'))
}

function callerContext(traceparent: string | null): SpanContext | null {
  const match = traceparentPattern.exec(traceparent ?? '')
  const [, traceId = '', spanId = '', flags = '0'] = match ?? []
  return match ? { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true } : null
}

function wrap({ api, tracer }: Pick<Running, 'api' | 'tracer'>, span: Span): TraceSpan {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return {
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    child: (name, attributes) => {
      const parent = api.trace.setSpan(api.ROOT_CONTEXT, span)
      return wrap({ api, tracer }, tracer.startSpan(name, { kind: api.SpanKind.CLIENT, attributes }, parent))
    },
    end: (attributes, failure) => {
      span.setAttributes(attributes)
      if (failure !== null) span.setStatus({ code: api.SpanStatusCode.ERROR, message: failure })
      span.end()
    },
  }
}

/** Whether traces are on: what describes a span needn't be put together without. */
export function isTracing(): boolean {
  return state().running !== null
}

/** The span of one call, under its caller's when `traceparent` names one; null when traces are off. */
export function startSpan(name: string, traceparent: string | null, attributes: Attributes): TraceSpan | null {
  const { running } = state()
  if (!running) return null
  const { api, tracer } = running
  const caller = callerContext(traceparent)
  const parent =
    caller && api.isSpanContextValid(caller) ? api.trace.setSpanContext(api.ROOT_CONTEXT, caller) : api.ROOT_CONTEXT
  return wrap(running, tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes }, parent))
}
