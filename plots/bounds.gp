# plots/bounds.gp: estimates with their intervals, and beneath what nonresponse leaves open under each assumption.
# Input, arguments: those of plots/marks.gp. Roles used: main (estimates), wide, middle and narrow (bounds where nothing,
#   that the others adopt no more often, and that they do as before is assumed), level, heading, plain and faint
# Output: arrays by role that plots/draw.gp reads

# the more is assumed, the darker
fill[10] = '#a9c6de'
fill[11] = '#5f96c2'
fill[12] = '#00528f'
do for [r = 10:12] {
    edge[r] = fill[r]
}
