# plots/oc.gp: how often a rule fires, by the true rate, a panel per rule, a line per rate of response.
# Input, arguments: those of plots/marks.gp. Roles used: series (the lines), level, heading, plain and faint
# Output: arrays by role that plots/draw.gp reads

# a level is told from the lines, and from the grid
dash[4] = 1
line_width[4] = 1.2

# solid and dashed, for grey print
do for [r = 16:23] {
    dash[r] = (r - 16) % 5 + 1
    line_width[r] = 2
}
