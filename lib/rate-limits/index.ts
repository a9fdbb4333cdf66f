export {
  chargedUnits,
  chargeWaitMs,
  type RateBucket,
  usedUnits,
  type WindowCharge,
  type WindowLevel,
  windowLevel,
} from './charge-windows'
