// PID 1 of the enclave. It knows no role: what it starts stands in /app/arguments, in the ramdisk of the application. In this order: file
// systems, time and entropy from the Nitro Secure Module, the hypervisor's heartbeat, then the program as a user of its own; from then on the
// system's clock is kept on the NSM's. Any failure before that ends the enclave, and so does the program's end. Compiled with nolibc (Linux, tools/include/nolibc), so that no C library is in it.
#include "nolibc.h"
#include <linux/random.h>
#include <linux/seccomp.h>
#include <linux/filter.h>
#include <linux/audit.h>
#include <linux/timex.h>
#include "correction.h"

#define PROGRAM_UID 1000
#define ARGUMENTS_BYTES_MAX 8192
#define ARGUMENTS_MAX 64
#define AF_VSOCK 40
#define NSM_REQUEST _IOWR(0x0A, 0, struct nsm_message)
#define NSM_RESPONSE_BYTES 0x3000
#define HEARTBEAT_PORT 9000
#define HEARTBEAT 0xB7
// 2025-01-01 and 2100-01-01: outside, it is no time but a fault.
#define TIME_MIN_MS 1735689600000ull
#define TIME_MAX_MS 4102444800000ull
// A clock without correction loses some milliseconds in this time, and a request takes the NSM one.
#define CLOCK_KEPT_EVERY_SECONDS 10

#ifndef PARENT_CID
#error "PARENT_CID: 3 on AWS"
#endif

struct nsm_part { uint64_t address, length; };
struct nsm_message { struct nsm_part request, response; };
struct kernel_timespec { int64_t seconds, nanoseconds; };
// As in <linux/vm_sockets.h>, which needs a C library.
struct vsock_address { uint16_t family, reserved; uint32_t port, cid; uint8_t zero[4]; };
struct resource_limit { uint64_t soft, hard; };

static unsigned char response[NSM_RESPONSE_BYTES];

/** In one write, since the program has the same console. */
static void say(const char *text)
{
	char line[128];
	strlcpy(line, "inkan-init: ", sizeof line);
	strlcpy(line + 12, text, sizeof line - 13);
	size_t length = strlen(line);
	line[length] = '\n';
	write(1, line, length + 1);
}

static __attribute__((noreturn)) void end(const char *why)
{
	say(why);
	reboot(LINUX_REBOOT_CMD_RESTART);
	exit(1); // In the child, which may not reboot. As PID 1 it is a panic, and a panic reboots as well.
	__builtin_unreachable();
}

static void must(long result, const char *what)
{
	if (result < 0)
		end(what);
}

static void file_systems(void)
{
	must(mount("dev", "/dev", "devtmpfs", MS_NOSUID | MS_NOEXEC, 0), "failed: mount /dev");
	must(mount("proc", "/proc", "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, 0), "failed: mount /proc");
	must(mount("tmp", "/tmp", "tmpfs", MS_NOSUID | MS_NOEXEC | MS_NODEV, "mode=1777,size=16m"), "failed: mount /tmp");
	int console = open("/dev/console", O_RDWR);
	must(console, "failed: /dev/console");
	for (int fd = 0; fd < 3; fd++)
		must(dup2(console, fd), "failed: dup2");
	if (console > 2)
		close(console);
}

/** One request to the NSM; the answer stands in `response`. @returns Its length; negative when there is none. */
static long request(int nsm, const char *bytes, unsigned long length)
{
	struct nsm_message message = {
		.request = { (uint64_t)(unsigned long)bytes, length },
		.response = { (uint64_t)(unsigned long)response, sizeof response },
	};
	if (ioctl(nsm, NSM_REQUEST, &message) < 0 || message.response.length > sizeof response)
		return -1;
	return (long)message.response.length;
}

/**
 * Where `pattern` ends in the response, with `wanted` bytes behind; negative when it is not there. The hypervisor wrote the response: it is trusted, and
 * still nothing is read beyond it.
 */
static long after(const char *pattern, unsigned long pattern_length, long length, unsigned long wanted)
{
	for (long at = 0; at + (long)(pattern_length + wanted) <= length; at++)
		if (memcmp(response + at, pattern, pattern_length) == 0)
			return at + (long)pattern_length;
	return -1;
}

/** The `timestamp` of a document is the hypervisor's clock. @returns Unix milliseconds; negative when the NSM did not say. */
static int64_t time_of(int nsm)
{
	static const char attestation[] = "\xa1\x6b" "Attestation" "\xa3\x69" "user_data" "\xf6\x65" "nonce" "\xf6\x6a" "public_key" "\xf6";
	static const char member[] = "\x69" "timestamp" "\x1b";
	long length = request(nsm, attestation, sizeof attestation - 1);
	long at = length < 0 ? -1 : after(member, sizeof member - 1, length, 8);
	if (at < 0)
		return -1;
	uint64_t ms = 0;
	for (int i = 0; i < 8; i++)
		ms = ms << 8 | response[at + i];
	return ms < TIME_MIN_MS || ms > TIME_MAX_MS ? -1 : (int64_t)ms;
}

static int64_t clock_ms(int clock)
{
	struct kernel_timespec now = { 0, 0 };
	must(my_syscall2(__NR_clock_gettime, clock, &now), "failed: clock_gettime");
	return now.seconds * 1000 + now.nanoseconds / 1000000;
}

static long set_clock(int64_t ms)
{
	struct kernel_timespec time = { ms / 1000, ms % 1000 * 1000000 };
	return my_syscall2(__NR_clock_settime, CLOCK_REALTIME, &time);
}

/** No certificate is judged before the system's own clock follows the hypervisor's. */
static void time_from(int nsm)
{
	int64_t ms = time_of(nsm);
	must(ms, "failed: the NSM's time");
	must(set_clock(ms), "failed: clock_settime");
	say("time set");
}

/** What a correction came to, said once as long as it stays the same. */
static void say_change(const char *text)
{
	static const char *said;
	if (text != said && text != 0)
		say(text);
	said = text;
}

static void say_step(int64_t offset)
{
	char text[64];
	strcpy(text, offset < 0 ? "time stepped back by " : "time stepped forward by ");
	u64toa_r((uint64_t)(offset < 0 ? -offset : offset), text + strlen(text));
	strcpy(text + strlen(text), " ms");
	say(text);
}

/**
 * Nothing sets the system's clock but this, and nothing else may (see `filter_calls`); CLOCK_MONOTONIC is never set, and a slew changes the rate of both
 * alike. What fails is tried again the next time: who must not go on with a wrong clock compares it with the NSM's by itself.
 */
static void keep_time(int nsm)
{
	int64_t before = clock_ms(CLOCK_REALTIME);
	int64_t ms = time_of(nsm);
	if (ms < 0)
		return say_change("time unknown: the NSM does not say");
	int64_t offset = certain_offset(before, ms, clock_ms(CLOCK_REALTIME));
	struct __kernel_timex slew = { .modes = ADJ_OFFSET_SINGLESHOT, .offset = offset * 1000 };
	switch (correction_of(offset)) {
	case CORRECTION_SLEW:
		if (my_syscall1(__NR_adjtimex, &slew) < 0)
			return say_change("time not slewed: adjtimex failed");
		return say_change(0);
	case CORRECTION_STEP:
		if (set_clock(clock_ms(CLOCK_REALTIME) + offset) < 0)
			return say_change("time not stepped: clock_settime failed");
		say_step(offset);
		return say_change(0);
	default:
		return say_change("time not followed: the NSM's is too far back");
	}
}

/** Mixed into the kernel's pool and credited, so that getrandom() never waits and never answers from the CPU's word alone. */
static void entropy_from(int nsm)
{
	static const char member[] = "\x66" "random" "\x59\x01\x00";
	struct { int bits, bytes; unsigned char data[256]; } pool = { 2048, 256, { 0 } };
	long length = request(nsm, "\x69" "GetRandom", 10);
	must(length, "failed: NSM request");
	long at = after(member, sizeof member - 1, length, sizeof pool.data);
	must(at, "failed: NSM response without random bytes");
	memcpy(pool.data, response + at, sizeof pool.data);
	int device = open("/dev/urandom", O_WRONLY);
	must(device, "failed: /dev/urandom");
	must(ioctl(device, RNDADDENTROPY, &pool), "failed: RNDADDENTROPY");
	close(device);
	memset(&pool, 0, sizeof pool);
	memset(response, 0, sizeof response);
	__asm__ volatile("" : : "r"(&pool), "r"(response) : "memory");
	say("entropy added");
}

/** nitro-cli waits for it: without an answer there is no enclave (aws-nitro-enclaves-sdk-bootstrap, init.c). */
static void heartbeat(void)
{
	struct vsock_address parent = { .family = AF_VSOCK, .port = HEARTBEAT_PORT, .cid = PARENT_CID };
	unsigned char byte = HEARTBEAT;
	int fd = (int)my_syscall3(__NR_socket, AF_VSOCK, 1 /* SOCK_STREAM */, 0);
	must(fd, "failed: vsock");
	must(my_syscall3(__NR_connect, fd, &parent, sizeof parent), "failed: heartbeat, connect");
	if (write(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1 || byte != HEARTBEAT)
		end("failed: heartbeat, answer");
	close(fd);
	say("heartbeat answered");
}

#define DENY(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1)

/** What neither Node nor the program ever calls, and what would help somebody who took it over. */
static void filter_calls(void)
{
	static struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4), // seccomp_data.arch
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), // seccomp_data.nr
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), // x32
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		DENY(__NR_ptrace), DENY(__NR_process_vm_readv), DENY(__NR_process_vm_writev),
		DENY(__NR_mount), DENY(__NR_umount2), DENY(__NR_pivot_root), DENY(__NR_chroot), DENY(__NR_unshare), DENY(__NR_setns),
		DENY(__NR_reboot), DENY(__NR_settimeofday), DENY(__NR_clock_settime), DENY(__NR_adjtimex), DENY(__NR_clock_adjtime), DENY(__NR_bpf), DENY(__NR_perf_event_open),
		DENY(__NR_keyctl), DENY(__NR_add_key), DENY(__NR_request_key), DENY(__NR_syslog), DENY(__NR_personality), DENY(__NR_mknod),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof rules / sizeof rules[0], rules };
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (unsigned long)&program, 0, 0), "failed: seccomp");
}

/** Line by line, /app/arguments: the program's path first. */
static char **arguments(void)
{
	static char text[ARGUMENTS_BYTES_MAX + 1];
	static char *list[ARGUMENTS_MAX + 1];
	int fd = open("/app/arguments", O_RDONLY);
	must(fd, "failed: /app/arguments");
	long length = read(fd, text, ARGUMENTS_BYTES_MAX);
	if (length <= 0 || length == ARGUMENTS_BYTES_MAX)
		end("failed: /app/arguments is empty or too long");
	close(fd);
	int count = 0;
	for (char *at = text; *at != 0 && count < ARGUMENTS_MAX; count++) {
		list[count] = at;
		while (*at != 0 && *at != '\n')
			at++;
		if (*at == '\n')
			*at++ = 0;
	}
	return list;
}

static void limit(int resource, uint64_t value)
{
	struct resource_limit both = { value, value };
	must(my_syscall4(__NR_prlimit64, 0, resource, &both, 0), "failed: prlimit");
}

#define SIGNAL_SET_BYTES 8
static const uint64_t child_ended = 1ull << (SIGCHLD - 1);

/** Blocked, a signal waits to be asked for; `how` is SIG_BLOCK or SIG_UNBLOCK. */
static void change_signals(int how)
{
	must(my_syscall4(__NR_rt_sigprocmask, how, &child_ended, 0, SIGNAL_SET_BYTES), "failed: rt_sigprocmask");
}

static pid_t start(void)
{
	// HOME, though there is none: AWS's client asks for it before anything else, and without it and a user's entry Node fails.
	static char *environment[] = { "LD_LIBRARY_PATH=/lib", "TZ=UTC", "HOME=/nonexistent", 0 };
	char **argv = arguments();
	pid_t pid = fork();
	must(pid, "failed: fork");
	if (pid != 0)
		return pid;
	change_signals(SIG_UNBLOCK);
	setsid();
	limit(4 /* RLIMIT_CORE */, 0);
	limit(7 /* RLIMIT_NOFILE */, 65536);
	// The signer keeps its keys in locked memory, and there is no swap to keep them from.
	limit(8 /* RLIMIT_MEMLOCK */, 256ull << 20);
	must(my_syscall2(__NR_setgroups, 0, 0), "failed: setgroups");
	must(my_syscall3(__NR_setresgid, PROGRAM_UID, PROGRAM_UID, PROGRAM_UID), "failed: setresgid");
	must(my_syscall3(__NR_setresuid, PROGRAM_UID, PROGRAM_UID, PROGRAM_UID), "failed: setresuid");
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "failed: no_new_privs");
	filter_calls();
	execve(argv[0], argv, environment);
	end("failed: execve");
}

static __attribute__((noreturn)) void ended(int status)
{
	char text[] = "ended: signal 000";
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
	if (WIFEXITED(status))
		memcpy(text + 7, "exit   ", 7);
	for (int at = 16; at > 13; at--, code /= 10)
		text[at] = (char)('0' + code % 10);
	end(text);
}

int main(void)
{
	file_systems();
	say("started");
	int nsm = open("/dev/nsm", O_RDWR | O_CLOEXEC);
	must(nsm, "failed: /dev/nsm");
	time_from(nsm);
	entropy_from(nsm);
	must(my_syscall3(__NR_chown, "/dev/nsm", PROGRAM_UID, PROGRAM_UID), "failed: chown /dev/nsm");
	must(chmod("/dev/nsm", 0600), "failed: chmod /dev/nsm");
	heartbeat();
	say("starting");
	change_signals(SIG_BLOCK);
	pid_t program = start();
	int64_t kept = clock_ms(CLOCK_MONOTONIC);
	for (;;) {
		int status = 0;
		pid_t pid = waitpid(-1, &status, WNOHANG);
		must(pid, "failed: waitpid");
		if (pid == program)
			ended(status);
		if (pid != 0)
			continue;
		struct kernel_timespec pause = { CLOCK_KEPT_EVERY_SECONDS, 0 };
		my_syscall4(__NR_rt_sigtimedwait, &child_ended, 0, &pause, SIGNAL_SET_BYTES);
		if (clock_ms(CLOCK_MONOTONIC) - kept < CLOCK_KEPT_EVERY_SECONDS * 1000)
			continue;
		keep_time(nsm);
		kept = clock_ms(CLOCK_MONOTONIC);
	}
}
