# The house of the sources, checked: awk -f scripts/floors.awk FILE… (files under src/, named from the root).
#
# An include points down: to a lower floor, or to the own room. Rooms on one floor do not know each other. A room shows
# one header, named after it; base and stats are libraries of small headers and show them all. Some libraries belong to
# one room alone, and what may end the program, print or allocate is kept to where it belongs.
# Prints each fault as file:line: text; the status is 1 when there was one.

BEGIN {
    floors = "base 0 stats 1 table 1 reader 1 study 2 store 3 importer 4 analysis 4 plot 5 threshold 5 report 6 command 7"
    count = split(floors, word, " ")
    for (i = 1; i < count; i += 2)
        floor[word[i]] = word[i + 1]
    library["base"] = library["stats"] = 1
    owner["sqlite3.h"] = "store"
    owner["yaml.h"] = "study"
    owner["cmark-gfm.h"] = "report"
    split("fork vfork execv execve execvp execl execlp posix_spawn posix_spawnp", word, " ")
    for (i in word)
        starts[word[i]] = 1
    # No function of these names is called anywhere.
    split("strcpy strcat sprintf vsprintf gets atoi atol atof strtok system popen abort setlocale alloca", word, " ")
    for (i in word)
        banned[word[i]] = 1
    # Only command and main print or leave; only base/memory.c allocates.
    split("printf vprintf puts putchar perror exit", word, " ")
    for (i in word)
        prints[word[i]] = 1
    split("malloc calloc realloc reallocarray strdup strndup", word, " ")
    for (i in word)
        allocates[word[i]] = 1
}

function fault(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    faults++
}

# The line without comments and without what stands in quotes.
function bare(line,    out, at, what) {
    out = ""
    while (line != "") {
        if (in_comment) {
            at = index(line, "*/")
            if (!at)
                return out
            line = substr(line, at + 2)
            in_comment = 0
        } else if (match(line, /\/\*|\/\/|"|\047/)) {
            out = out substr(line, 1, RSTART - 1)
            what = substr(line, RSTART, RLENGTH)
            line = substr(line, RSTART + RLENGTH)
            if (what == "//")
                return out
            if (what == "/*")
                in_comment = 1
            else {
                out = out what what
                # To the closing quote, over escaped characters.
                while (line != "" && substr(line, 1, 1) != what)
                    line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
                line = substr(line, 2)
            }
        } else {
            out = out line
            line = ""
        }
    }
    return out
}

FNR == 1 {
    in_comment = 0
    parts = split(FILENAME, path, "/")
    room = parts == 2 ? "main" : path[2]
    if (parts > 3)
        fault("a folder inside a room")
    if (room != "main" && !(room in floor))
        fault("there is no room '" room "'")
}

/^[ \t]*#[ \t]*include/ {
    header = $0
    sub(/^[^<"]*[<"]/, "", header)
    sub(/[>"].*/, "", header)
    slash = index(header, "/")
    other = slash ? substr(header, 1, slash - 1) : ""
    if (header in owner && owner[header] != room)
        fault("only " owner[header] " knows " header)
    if (room == "stats" && header ~ /^(stdio|unistd|fcntl)\.h$/)
        fault("stats does no input or output: " header)
    if (other in floor) {
        if (room == "main") {
            if (other != "command" && other != "base")
                fault("main includes " header ", past command")
        } else if (other != room && floor[other] >= floor[room])
            fault(room " includes " header ", which points " (floor[other] > floor[room] ? "up" : "across its own floor"))
        if (other != room && !(other in library) && header != other "/" other ".h")
            fault(header " is private to " other)
    } else if ($0 ~ /"/)
        fault("'" header "' is not named by its room")
    next
}

{
    text = bare($0)
    if (text ~ /(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)/ && room != "main" && room != "command")
        fault("a standard stream below command")
    while (match(text, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
        name = substr(text, RSTART, RLENGTH - 1)
        sub(/[ \t]+$/, "", name)
        before = RSTART > 1 ? substr(text, RSTART - 1, 1) : ""
        text = substr(text, RSTART + RLENGTH)
        if (before == "." || before == ">")
            continue
        if (name in banned)
            fault(name " is not used here")
        else if (name in prints && room != "main" && room != "command")
            fault(name " below command")
        else if (name in starts && room != "plot")
            fault(name " outside plot, which alone starts another program")
        else if (name in allocates && FILENAME != "src/base/memory.c")
            fault(name " outside base/memory.c")
    }
}

END { exit faults > 0 }
