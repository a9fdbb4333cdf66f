export {
  chargedUnits,
  chargeWindows,
  type RateBucket,
  usedUnits,
  type WindowLevel,
  windowLevel,
} from './charge-windows'
