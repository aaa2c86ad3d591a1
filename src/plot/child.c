/*
 * Children without a shell: posix_spawn with an argument vector. The input is an unlinked temporary file rather than a
 * pipe, so that a child that ends early can't raise SIGPIPE here, and nobody waits for anybody to read.
 */
#define _POSIX_C_SOURCE 200809L
#include "plot/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

extern char **environ;

enum {
    AT_ONCE = 16,    /* children that run at the same time, at most */
    FIRST_FREE = 10, /* our ends of the pipes are moved up here, out of the way of the child's 0 to 6 */
    REAP_MILLISECONDS = 2,
    SIGNAL_MILLISECONDS = 50 /* how long one that ends us may wait until the children are ended before */
};

/* The children have groups of their own: what ends us, Ctrl-C too, does not reach them. It is held back while they run,
 * and let pass when they are gone. */
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

struct held {
    sigset_t signals, before;
    bool holds;
};

static double now(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Holds back those that are not ignored. Failing, nothing is held. */
static void hold_signals(struct held *held)
{
    *held = (struct held){.holds = sigemptyset(&held->signals) == 0};
    for (size_t i = 0; held->holds && i < sizeof ending / sizeof *ending; i++) {
        struct sigaction action;
        if (sigaction(ending[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            held->holds = sigaddset(&held->signals, ending[i]) == 0;
    }
    held->holds = held->holds && sigprocmask(SIG_BLOCK, &held->signals, &held->before) == 0;
}

/* The signal that waits; 0: none does. */
static int waiting_signal(const struct held *held)
{
    sigset_t pending;
    if (!held->holds || sigpending(&pending) != 0)
        return 0;
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (sigismember(&held->signals, ending[i]) == 1 && sigismember(&pending, ending[i]) == 1)
            return ending[i];
    return 0;
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor); /* a pipe, or a file that was written and flushed before */
    *descriptor = -1;
}

/* Moves a descriptor up and lets no child inherit it under its own number. */
static bool move_up(int *descriptor)
{
    int moved = fcntl(*descriptor, F_DUPFD_CLOEXEC, FIRST_FREE);
    close_descriptor(descriptor);
    *descriptor = moved;
    return moved >= 0;
}

/* The input as an open file at its start, or -1 with errno. */
static int input_open(const struct child *child)
{
    FILE *file = tmpfile();
    if (!file)
        return -1;
    int descriptor = -1;
    if (fwrite(child->input, 1, child->input_length, file) == child->input_length && fflush(file) == 0 &&
        lseek(fileno(file), 0, SEEK_SET) == 0)
        descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, FIRST_FREE);
    int kept = errno;
    (void)fclose(file); /* its content is flushed, and the duplicate keeps it */
    errno = kept;
    return descriptor;
}

/* Starts the program with `ends` as its descriptors 0 to CHILD_PIPES; 0 or an errno. */
static int spawn(struct child *child, char *const *environment, const struct held *held,
                 const int ends[CHILD_PIPES + 1])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        /* a group of its own, so that what the child itself starts is killed with it */
        error = posix_spawnattr_setflags(&attributes,
                                         (short)(POSIX_SPAWN_SETPGROUP | (held->holds ? POSIX_SPAWN_SETSIGMASK : 0)));
        if (!error)
            error = posix_spawnattr_setpgroup(&attributes, 0);
        if (!error && held->holds)
            error = posix_spawnattr_setsigmask(&attributes, &held->before);
        for (int i = 0; i <= CHILD_PIPES && !error; i++)
            error = posix_spawn_file_actions_adddup2(&actions, ends[i], i);
        if (!error) /* the cast: POSIX promises not to write to the arguments */
            error = posix_spawnp(&child->pid, child->arguments[0], &actions, &attributes,
                                 (char *const *)(const void *)child->arguments, environment);
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Whether the child runs now; if not, its end is told. */
static bool start(struct child *child, char *const *environment, const struct held *held)
{
    int ends[CHILD_PIPES + 1];
    for (int i = 0; i <= CHILD_PIPES; i++)
        ends[i] = -1;
    int error = 0;
    for (int i = 0; i < CHILD_PIPES; i++) {
        child->pipes[i] = -1;
        child->output[i].maximum = CHILD_MOST;
    }
    ends[0] = input_open(child);
    if (ends[0] < 0)
        error = errno;
    for (int i = 0; i < CHILD_PIPES && !error; i++) {
        int both[2];
        if (pipe(both) != 0) {
            error = errno;
            break;
        }
        child->pipes[i] = both[0];
        ends[i + 1] = both[1];
        if (!move_up(&child->pipes[i]) || !move_up(&ends[i + 1]) || fcntl(child->pipes[i], F_SETFL, O_NONBLOCK) != 0)
            error = errno;
    }
    if (!error)
        error = environment ? spawn(child, environment, held, ends) : ENOMEM;
    for (int i = 0; i <= CHILD_PIPES; i++)
        close_descriptor(&ends[i]);
    if (error) {
        child->pid = 0;
        child->end = error == ENOENT ? CHILD_MISSING : CHILD_NOT_STARTED;
        child->code = error;
        for (int i = 0; i < CHILD_PIPES; i++)
            close_descriptor(&child->pipes[i]);
        return false;
    }
    child->deadline = now() + child->seconds;
    return true;
}

/* Takes what has come; closes the pipe at its end. False when it is too much. */
static bool take(struct child *child, int pipe_index)
{
    char bytes[16384];
    for (;;) {
        ssize_t got = read(child->pipes[pipe_index], bytes, sizeof bytes);
        if (got > 0) {
            buffer_add(&child->output[pipe_index], bytes, (size_t)got);
            if (buffer_status(&child->output[pipe_index]) != STATUS_OK)
                return false;
        } else if (got < 0 && errno == EINTR) {
            continue;
        } else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return true;
        } else {
            close_descriptor(&child->pipes[pipe_index]);
            return true;
        }
    }
}

static bool has_open_pipe(const struct child *child)
{
    for (int i = 0; i < CHILD_PIPES; i++)
        if (child->pipes[i] >= 0)
            return true;
    return false;
}

/* Ends it by force, for the reason given. */
static void stop(struct child *child, enum child_end why)
{
    (void)kill(-child->pid, SIGKILL);
    (void)kill(child->pid, SIGKILL); /* should it have left the group */
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    for (int i = 0; i < CHILD_PIPES; i++)
        close_descriptor(&child->pipes[i]);
    child->pid = 0;
    child->end = why;
}

/* Whether it has ended by itself; its end is told then. */
static bool reap(struct child *child)
{
    int status = 0;
    pid_t got = waitpid(child->pid, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR))
        return false;
    child->pid = 0;
    if (got < 0) {
        child->end =
            CHILD_NOT_STARTED; /* who started us takes the ends of our children: nothing is known of this one */
        child->code = errno;
    } else if (WIFSIGNALED(status)) {
        child->end = CHILD_SIGNALLED;
        child->code = WTERMSIG(status);
    } else {
        child->end = CHILD_EXITED;
        child->code = WEXITSTATUS(status);
    }
    return true;
}

/* Waits until something happens to the children that run, and takes it. */
static void serve(struct child **running, size_t *count)
{
    struct pollfd polled[AT_ONCE * CHILD_PIPES];
    nfds_t used = 0;
    double time = now();
    double wait = SIGNAL_MILLISECONDS / 1e3;
    for (size_t i = 0; i < *count; i++) {
        struct child *child = running[i];
        if (child->deadline - time < wait)
            wait = child->deadline - time;
        if (!has_open_pipe(child) && wait > REAP_MILLISECONDS / 1e3)
            wait = REAP_MILLISECONDS / 1e3;
        for (int p = 0; p < CHILD_PIPES; p++)
            if (child->pipes[p] >= 0)
                polled[used++] = (struct pollfd){.fd = child->pipes[p], .events = POLLIN};
    }
    (void)poll(polled, used, wait > 0 ? (int)(wait * 1e3) + 1 : 0); /* failing, it is asked again next time */
    time = now();
    size_t left = 0;
    for (size_t i = 0; i < *count; i++) {
        struct child *child = running[i];
        bool fits = true;
        for (int p = 0; p < CHILD_PIPES && fits; p++)
            fits = child->pipes[p] < 0 || take(child, p);
        if (!fits)
            stop(child, CHILD_TOO_MUCH);
        else if (!has_open_pipe(child) && reap(child))
            continue;
        else if (time >= child->deadline)
            stop(child, CHILD_LATE);
        else
            running[left++] = child;
    }
    *count = left;
}

/* Ours, but with what would make pictures differ from place to place and from day to day fixed. Strings are borrowed;
 * NULL when there is no memory. */
static char **make_environment(void)
{
    static char zone[] = "TZ=UTC0", epoch[] = "SOURCE_DATE_EPOCH=0";
    size_t count = 0, used = 0;
    while (environ[count])
        count++;
    char **environment = mem_alloc((count + 3) * sizeof *environment);
    if (!environment)
        return NULL;
    bool dated = false;
    for (size_t i = 0; i < count; i++) {
        dated = dated || strncmp(environ[i], epoch, sizeof "SOURCE_DATE_EPOCH=" - 1) == 0;
        if (strncmp(environ[i], "TZ=", 3) != 0)
            environment[used++] = environ[i];
    }
    environment[used++] = zone;
    if (!dated)
        environment[used++] = epoch;
    environment[used] = NULL;
    return environment;
}

void child_run(struct child *children, size_t count)
{
    char **environment = make_environment();
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = processors < 1 ? 1 : processors > AT_ONCE ? AT_ONCE : (size_t)processors;
    struct child *running[AT_ONCE];
    size_t next = 0, active = 0;
    int signal = 0;
    struct held held;
    hold_signals(&held);
    while (!signal && (next < count || active)) {
        while (next < count && active < most) {
            struct child *child = &children[next++];
            if (start(child, environment, &held))
                running[active++] = child;
        }
        if (active)
            serve(running, &active);
        signal = waiting_signal(&held);
    }
    for (size_t i = 0; i < active; i++) {
        stop(running[i], CHILD_SIGNALLED);
        running[i]->code = signal;
    }
    for (; next < count; next++) {
        children[next].end = CHILD_SIGNALLED;
        children[next].code = signal;
    }
    mem_free(environment);
    if (held.holds)
        (void)sigprocmask(SIG_SETMASK, &held.before, NULL); /* one that waits ends us here */
}

void child_clear(struct child *child)
{
    for (int i = 0; i < CHILD_PIPES; i++)
        buffer_clear(&child->output[i]);
}
