// How far the system's clock is certainly from the hypervisor's, and what is done about it. Pure, so that a test runs it outside of an enclave.
#include <stdint.h>

// Up to here the kernel slews, by at most 500 ppm (adjtime): time that programs see has no gap. Beyond, it is stepped.
#define SLEWED_MS_MAX 500
// Back, one step goes so far at most: certificates that are over, and everything else that has an end, would be young again. A hypervisor
// that says more is not followed; the clock is then wrong for all to see, and the signer signs nothing.
#define STEPPED_BACK_MS_MAX 60000

enum correction { CORRECTION_SLEW, CORRECTION_STEP, CORRECTION_REFUSED };

/**
 * Milliseconds, positive when the system's clock is behind. `before` and `after` are what it said around the request in which the NSM said `nsm`, so
 * that a request that took long, or a processor that stood still, only makes it know less: between the two nothing is known to be wrong.
 */
static int64_t certain_offset(int64_t before, int64_t nsm, int64_t after)
{
	if (nsm > after)
		return nsm - after;
	if (nsm < before)
		return nsm - before;
	return 0;
}

static enum correction correction_of(int64_t offset)
{
	if (offset < -STEPPED_BACK_MS_MAX)
		return CORRECTION_REFUSED;
	return offset < -SLEWED_MS_MAX || offset > SLEWED_MS_MAX ? CORRECTION_STEP : CORRECTION_SLEW;
}
