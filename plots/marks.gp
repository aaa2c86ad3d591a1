# plots/marks.gp: pictures made of marks at places in pixels; a mark's role decides its look, which plots/KIND.gp may
# change before plots/draw.gp draws them.
# Input: data in blocks of one kind and role each; blocks 1 to grid_end are lines of grids, then up to area_end areas,
#   up to box_end boxes, up to line_end lines, up to point_end points. Comments at its begin tell the figures.
# Arguments, beside those of plots/page.gp:
#   grid_end, area_end, box_end, line_end, point_end, block_role[]                the blocks
#   text_count, text_of[], text_x[], text_y[], text_role[], text_align[]   texts; 0: left, 1: right, 2: centred
# Roles: 1 plain  2 faint  3 heading  4 level  5 main  6 hollow  7 whole  8 rise  9 fall  10, 11, 12 wide to narrow limits
#   13 passes  14 does not  15 on a dark mark  16 to 23 series
# Output: arrays by role: fill, edge (of boxes and areas), ink, dash, line_width, mark, mark_size, text_ink; size_of(role)

# the axes are the page in pixels, from its upper left
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
set bmargin at screen 0
set xrange [0:width]
set yrange [height:0]
unset border
unset xtics
unset ytics

# Okabe and Ito's colours, darkened until text in them can be read on white; light and dark differ in grey too.
array ink[23] = ['#444444', '#d4d4d4', '#111111', '#666666', '#00528f', '#00528f', '#000000', '#00694c', '#b34700', \
    '#a9c6de', '#5f96c2', '#00528f', '#00528f', '#c9ced3', '#ffffff', \
    '#00528f', '#b34700', '#00694c', '#8f3d77', '#4d4d4d', '#0b7fa3', '#7a5c00', '#000000']
array fill[23]
array edge[23]
array dash[23]
array line_width[23]
array mark[23]
array mark_size[23]
array text_ink[23]
do for [r = 1:23] {
    fill[r] = ink[r]
    edge[r] = ink[r]
    dash[r] = 1
    line_width[r] = 1
    mark[r] = 7
    mark_size[r] = 0.8
    text_ink[r] = ink[r]
}
line_width[2] = 0.5
text_ink[1] = '#1a1a1a'
text_ink[2] = '#444444'
dash[4] = 3
line_width[5] = 1.6
line_width[6] = 1.6
mark[7] = 13
mark_size[7] = 0.8
line_width[7] = 1.6
if (is_text) {
    ink[2] = '#999999'  # gnuplot has no code of a terminal's colours for lighter greys
    do for [r = 1:23] { mark[r] = '●' }
    mark[7] = '◆'
}
size_of(r) = r == 2 || r == 4 || r == 15 ? small_size : text_size
