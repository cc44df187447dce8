/*
 * What the serial tests need of the kernel and Node cannot ask for. Linux, C99 and POSIX.
 *
 *   virtual-port bridge LINK [BAUD]   a pseudo-terminal, LINK pointing to it, joined with stdin and
 *                                     stdout for as long as stdin is open; paced like a line of BAUD
 *   virtual-port announce             sends stdin as one udev message: exit code 1 where it may not
 *   virtual-port within PROGRAM ...   runs PROGRAM in a network of its own, where it may
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 65536, BITS_PER_BYTE = 10, BURST_MS = 4, NOBODY_READS_MS = 500 };

struct way {
	int from, to;
	double credit; /* bytes that the line would have carried by now */
};

static int fail(const char *what) {
	perror(what);
	return 1;
}

static double now_ms(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Bytes for a port that nobody reads are dropped, as a wire would do it. */
static int put(int fd, const char *bytes, size_t n) {
	while (n > 0) {
		ssize_t w = write(fd, bytes, n);
		if (w < 0 && errno == EINTR) continue;
		if (w < 0 && errno != EAGAIN) return -1;
		if (w < 0) {
			struct pollfd p = {fd, POLLOUT, 0};
			if (poll(&p, 1, NOBODY_READS_MS) == 0) return 0;
			continue;
		}
		bytes += w;
		n -= (size_t)w;
	}
	return 0;
}

/* Returns how many bytes went over; -1 where a side is gone. EIO of the terminal: nobody has it open. */
static ssize_t carry(struct way *way) {
	static char buffer[BUFFER];
	size_t most = way->credit < BUFFER ? (size_t)way->credit : BUFFER;
	ssize_t n = read(way->from, buffer, most);
	if (n < 0) return errno == EINTR || errno == EAGAIN || errno == EIO ? 0 : -1;
	if (n == 0 || put(way->to, buffer, (size_t)n) != 0) return -1;
	return n;
}

static int bridge(const char *link, double baud) {
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return fail("pty");
	const char *name = ptsname(master);
	int slave = open(name, O_RDWR | O_NOCTTY);
	struct termios t;
	if (slave < 0 || tcgetattr(slave, &t) != 0) return fail(name);
	cfmakeraw(&t);
	if (tcsetattr(slave, TCSANOW, &t) != 0) return fail(name);
	unlink(link);
	if (symlink(name, link) != 0) return fail(link);

	double rate = baud > 0 ? baud / BITS_PER_BYTE / 1000 : 0; /* bytes in a millisecond */
	double most = rate > 0 ? rate * BURST_MS + 1 : BUFFER;
	struct way ways[2] = {{0, master, most}, {master, 1, most}};
	double then = now_ms();
	for (;;) {
		struct pollfd p[2];
		int starved = 0;
		for (int i = 0; i < 2; i++) {
			short wanted = ways[i].credit >= 1 ? POLLIN : 0;
			if (!wanted) starved = 1;
			p[i] = (struct pollfd){ways[i].from, wanted, 0};
		}
		if (poll(p, 2, starved ? 1 : 30) < 0 && errno != EINTR) return fail("poll");
		/* A browser opens exclusively, and on a pty that outlives its close: it could not open again. */
		ioctl(slave, TIOCNXCL);
		double now = now_ms();
		for (int i = 0; i < 2; i++) {
			if (rate > 0) {
				ways[i].credit += (now - then) * rate;
				if (ways[i].credit > most) ways[i].credit = most;
			}
			if (!(p[i].revents & (POLLIN | POLLHUP)) || ways[i].credit < 1) continue;
			ssize_t n = carry(&ways[i]);
			if (n < 0) return 0;
			if (rate > 0) ways[i].credit -= (double)n;
		}
		then = now;
	}
}

static int announce(void) {
	enum { UDEV_GROUP = 2 };
	char message[4096];
	ssize_t n = read(0, message, sizeof message);
	if (n <= 0) return fail("stdin");
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
	if (fd < 0) return fail("netlink");
	struct sockaddr_nl to = {.nl_family = AF_NETLINK, .nl_groups = UDEV_GROUP};
	if (sendto(fd, message, (size_t)n, 0, (struct sockaddr *)&to, sizeof to) >= 0) return 0;
	return errno == ECONNREFUSED ? 0 : fail("netlink"); /* nobody listens, and that is all */
}

static int map_to_root(const char *file, unsigned id) {
	int fd = open(file, O_WRONLY);
	int n = fd < 0 ? -1 : dprintf(fd, "0 %u 1\n", id);
	if (fd >= 0) close(fd);
	return n > 0 ? 0 : -1;
}

static int own_network(void) {
	unsigned uid = geteuid(), gid = getegid();
	if (uid == 0 && unshare(CLONE_NEWNET) == 0) return 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return -1;
	int fd = open("/proc/self/setgroups", O_WRONLY);
	if (fd >= 0) {
		if (write(fd, "deny", 4) != 4) return -1;
		close(fd);
	}
	return map_to_root("/proc/self/uid_map", uid) || map_to_root("/proc/self/gid_map", gid) ? -1 : 0;
}

static int loopback_up(void) {
	struct ifreq request = {.ifr_name = "lo"};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0) return -1;
	request.ifr_flags |= IFF_UP;
	int result = ioctl(fd, SIOCSIFFLAGS, &request);
	close(fd);
	return result;
}

/* Where no network of its own can be had, the program runs in this one: it says what it lacks there. */
static int within(char **program) {
	if (own_network() == 0 && loopback_up() != 0) return fail("loopback");
	execvp(program[0], program);
	return fail(program[0]);
}

int main(int argc, char **argv) {
	if (argc > 2 && strcmp(argv[1], "bridge") == 0)
		return bridge(argv[2], argc > 3 ? strtod(argv[3], NULL) : 0);
	if (argc == 2 && strcmp(argv[1], "announce") == 0) return announce();
	if (argc > 2 && strcmp(argv[1], "within") == 0) return within(argv + 2);
	fprintf(stderr, "virtual-port bridge LINK [BAUD] | announce | within PROGRAM ...\n");
	return 2;
}
